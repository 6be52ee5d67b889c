/** Brings the read model of a ledger's orders up to date, in batches, until D1 has answered for each. */
import type { OrderView } from "../../domain/settlement/order-view.ts";
import { type OrderProjection, projectOrders } from "../../worker/read-models/order-projection.tables.ts";
import type { ReadModelStorage } from "./read-model-storage.ts";
import type { OrderDesk } from "./order-desk.ts";

/** Orders of one D1 transaction. */
const ORDERS_PER_BATCH = 200;
/** Batches of one alarm; the next alarm goes on. */
const BATCHES_PER_ALARM = 20;

/** Projects what has changed. Throws when D1 does not answer: nothing is forgotten then. */
export async function projectLedger(
  reports: D1Database,
  programId: string,
  readModel: ReadModelStorage,
  desk: OrderDesk,
): Promise<void> {
  for (let batch = 0; batch < BATCHES_PER_ALARM; batch += 1) {
    const rows = readModel.unprojected(ORDERS_PER_BATCH);
    if (rows.length === 0) return;
    const orders = desk.allDecided(rows);
    const views = desk.views(orders);
    const projections = views.map((view, index) => projectionOf(view, orders[index]?.version ?? 0));
    await projectOrders(reports, programId, projections, Date.now());
    readModel.projected(orders);
  }
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
