/** Brings the read model of a ledger's orders up to date, in batches, until D1 has answered for each. */
import type { OrderView } from "../../domain/settlement/order-view.ts";
import {
  type OrderProjection,
  projectionMark,
  projectOrders,
} from "../../worker/read-models/order-projection.tables.ts";
import type { ProgramPlace } from "../object/program-place.ts";
import type { ProjectionMarks } from "./projection-marks.ts";
import type { ReadModelStorage } from "./read-model-storage.ts";
import type { OrderDesk } from "./order-desk.ts";

/** Orders of one D1 transaction. */
const ORDERS_PER_BATCH = 200;
/** Batches of one alarm; the next alarm goes on. */
const BATCHES_PER_ALARM = 20;

/** What projecting reads and writes. */
export interface ProjectionParts {
  readonly reports: D1Database;
  readonly place: ProgramPlace;
  readonly marks: ProjectionMarks;
  readonly storage: ReadModelStorage;
  readonly desk: OrderDesk;
}

/**
 * Projects what has changed. Throws when D1 does not answer: nothing is forgotten then.
 *
 * @returns whether D1 stood where this ledger left it. If not, one of the two was put back to an earlier moment.
 */
export async function projectLedger({
  reports,
  place,
  marks,
  storage,
  desk,
}: ProjectionParts): Promise<boolean> {
  let isWhereLeft = true;
  for (let batch = 0; batch < BATCHES_PER_ALARM; batch += 1) {
    const rows = storage.unprojected(ORDERS_PER_BATCH);
    if (rows.length === 0) break;
    const orders = desk.allDecided(rows);
    const views = desk.views(orders);
    const projections = views.map((view, index) => projectionOf(view, orders[index]?.version ?? 0));
    const mark = marks.next();
    const by = { programId: place.programId, ledger: place.name, mark };
    const { found, kept } = await projectOrders(reports, by, projections, Date.now());
    isWhereLeft = marks.answered(found, mark) && isWhereLeft;
    storage.raise(kept);
    storage.projected(orders);
  }
  return isWhereLeft;
}

/** Asks whether D1 stands where this ledger left it. */
export async function isProjectionWhereLeft({ reports, place, marks }: ProjectionParts): Promise<boolean> {
  const { programId, name: ledger } = place;
  return marks.answered(await projectionMark(reports, { programId, ledger }), null);
}

function projectionOf(view: OrderView, version: number): OrderProjection {
  const { order, decision } = view;
  return {
    orderId: order.orderId,
    version,
    occurredAtMs: order.occurredAtMs,
    amount: order.amount,
    reversedAmount: view.reversedAmount,
    customerId: order.customerId ?? null,
    state: view.state,
    underReview: view.underReview,
    basis: decision.attribution.basis,
    commissions: view.commissions.map(({ id, promoter, creditedPromoter, level, amount, kept, state }) => ({
      id,
      promoter,
      creditedPromoter,
      level,
      amount,
      kept,
      state,
    })),
  };
}
