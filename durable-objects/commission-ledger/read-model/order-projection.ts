/** Brings the read model of a ledger's orders up to date, in batches, until D1 has answered for each. */
import { creditedClick, leadingPromoter } from "../../../domain/attribution/credited-click.ts";
import type { Decision } from "../../../domain/commission/decision.ts";
import { factsOf } from "../../../domain/reports/order-facts.ts";
import { isUnasked } from "../../../domain/risk/click-marks.ts";
import { displacedTouch } from "../../../domain/risk/displaced-touch.ts";
import { networkOfDay } from "../../../domain/risk/network-of-day.ts";
import { suspectedPromoter } from "../../../domain/risk/suspected-promoter.ts";
import type { OrderView } from "../../../domain/settlement/order-view.ts";
import {
  type CreditedProjection,
  type ExpectedMarks,
  type OrderProjection,
  type ProjectionMark,
  projectionMark,
  projectOrders,
} from "../../../worker/read-models/order-projection.tables.ts";
import type { ProgramPlace } from "../../object/program-place.ts";
import { GATHER_MS } from "../../object/alarm.ts";
import { Backoff } from "../../object/backoff.ts";
import type { LedgerAudit } from "../ledger-audit.ts";
import { CLOSED_BY_LINK } from "../links/order-link.ts";
import type { DecidedOrder } from "../order-storage.ts";
import { isExpected, type ProjectionMarks } from "./projection-marks.ts";
import type { ReadModelStorage } from "./read-model-storage.ts";
import type { OrderDesk } from "../order-desk.ts";
import { REPLACED } from "../page-orders/page-orders.ts";

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
  readonly audit: LedgerAudit;
  /** D1 does not stand where this ledger left it: one of the two was put back to an earlier moment. */
  wasPutBack(): void;
}

/** The read model of this ledger's orders. */
export class ReadModel {
  readonly #parts: ProjectionParts;
  readonly #attempts = new Backoff("CommissionLedger.projection", GATHER_MS);

  constructor(parts: ProjectionParts) {
    this.#parts = parts;
  }

  /** Projects what has changed. Nothing is forgotten before D1 has answered. */
  async run(): Promise<void> {
    await this.#attempts.attempt(async () => {
      this.#parts.audit.rebuildOn();
      for (let batch = 0; batch < BATCHES_PER_ALARM; batch += 1) {
        const rows = this.#parts.storage.unprojected(ORDERS_PER_BATCH);
        if (rows.length === 0) return;
        await this.#project(this.#parts.desk.allDecided(rows));
      }
    });
  }

  /** Asks whether D1 stands where this ledger left it. */
  async ask(): Promise<void> {
    const { reports, place, marks } = this.#parts;
    await this.#attempts.attempt(async () => {
      const before = marks.expected();
      const found = await projectionMark(reports, { programId: place.programId, ledger: place.name });
      this.#compare(before, found);
    });
  }

  /** When it is next to be run; null when nothing lags. */
  nextMs(nowMs: number): number | null {
    const isStale = this.#parts.audit.rebuildAfter !== null || this.#parts.storage.unprojected(1).length > 0;
    return isStale ? nowMs + GATHER_MS + this.#attempts.waitMs : null;
  }

  async #project(orders: readonly DecidedOrder[]): Promise<void> {
    const { reports, place, marks, storage, desk } = this.#parts;
    const views = desk.views(orders);
    const projections = views.map((view, index) => projectionOf(view, orders[index]?.version ?? 0));
    const mark = marks.next();
    const expected = marks.expected();
    const by = { programId: place.programId, ledger: place.name, mark, expected };
    const { found, kept } = await projectOrders(reports, by, projections, Date.now());
    const isWritten = isExpected(expected, found);
    if (this.#compare(expected, found) && isWritten) marks.answered(mark);
    storage.raise(kept);
    if (isWritten) storage.projected(orders);
  }

  /**
   * Whether D1 stands where this ledger left it, when it was asked or by now: others may have written meanwhile. A strange
   * mark is believed once it is noted that something was put back.
   */
  #compare(before: ExpectedMarks, found: ProjectionMark | null): boolean {
    const { marks } = this.#parts;
    if (isExpected(before, found) || isExpected(marks.expected(), found)) return true;
    this.#parts.wasPutBack();
    marks.believe(found);
    return false;
  }
}

/** Events by which another order stands for the same payment. */
const CLOSINGS: ReadonlySet<string> = new Set([REPLACED.eventId, CLOSED_BY_LINK.eventId]);

function projectionOf(view: OrderView, version: number): OrderProjection {
  const { order, decision } = view;
  return {
    orderId: order.orderId,
    version,
    occurredAtMs: order.occurredAtMs,
    amount: view.goods.amount,
    reversedAmount: view.reversedAmount,
    customerId: order.customerId ?? null,
    state: view.state,
    underReview: view.underReview,
    basis: decision.attribution.basis,
    credited: { ...creditedOf(order.occurredAtMs, decision), ...suspectOf(view) },
    riskCodes: view.risk.reasons.map(({ code }) => code),
    kept: view.commissions.reduce((sum, { kept }) => sum + kept, 0),
    facts: view.events.some(({ eventId }) => CLOSINGS.has(eventId)) ? null : factsOf(view),
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

function suspectOf({ decision: { attribution }, risk }: OrderView): Pick<CreditedProjection, "suspect"> {
  const suspect = suspectedPromoter(attribution, risk.reasons);
  return suspect === undefined || suspect === leadingPromoter(attribution) ? {} : { suspect };
}

function creditedOf(occurredAtMs: number, { attribution, terms, buyer }: Decision): CreditedProjection {
  const click = creditedClick(attribution);
  return {
    promoter: leadingPromoter(attribution) ?? null,
    buyer: buyer ?? null,
    isNewCustomer: terms.customerIsNew,
    clickToOrderMs: click === undefined ? null : occurredAtMs - click.occurredAtMs,
    clickNetwork: click === undefined ? null : networkOfDay(click),
    isClickUnasked: click === undefined ? null : isUnasked(click),
    isCreditTaken: click !== undefined && displacedTouch(attribution, click) !== undefined,
  };
}
