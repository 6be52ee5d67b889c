/** Brings the read model of a ledger's orders up to date, in batches, until D1 has answered for each. */
import type { OrderView } from "../domain/ledger/order-view.ts";
import { type OrderProjection, projectOrders } from "../worker/db/order-projection.ts";
import type { CommissionLedgerStorage } from "./commission-ledger-storage.ts";
import type { OrderDesk } from "./order-desk.ts";

/** Orders of one D1 transaction. */
const ORDERS_PER_BATCH = 200;
/** Batches of one alarm; the next alarm goes on. */
const BATCHES_PER_ALARM = 20;

/** Projects what has changed. Throws when D1 does not answer: nothing is forgotten then. */
export async function projectLedger(
  reports: D1Database,
  programId: string,
  storage: CommissionLedgerStorage,
  desk: OrderDesk,
): Promise<void> {
  for (let batch = 0; batch < BATCHES_PER_ALARM; batch += 1) {
    const rows = storage.unprojected(ORDERS_PER_BATCH);
    if (rows.length === 0) return;
    const orders = rows.map((row) => desk.decided(row));
    const projections = orders.map((stored) => projectionOf(desk.view(stored), stored.version));
    await projectOrders(reports, programId, projections, Date.now());
    for (const { row, version } of orders) storage.projected(row, version);
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
