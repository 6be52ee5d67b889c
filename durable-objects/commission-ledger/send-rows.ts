/** Turns rows of a ledger's outbox into what their receiver understands, and calls it. */
import type { OrderEvidence } from "../../domain/attribution/evidence.ts";
import { invariant } from "../../domain/kernel/invariant.ts";
import { commissionIdOf, type PromoterRef } from "../../domain/kernel/ids.ts";
import { amountMinor } from "../../domain/kernel/money.ts";
import { graceEndMs, isUnearned } from "../../domain/settlement/late-credit.ts";
import type { IntentKind } from "../../domain/settlement/intent.ts";
import type { Phase } from "../../domain/order/order-state.ts";
import type { OrderStorage, DecidedOrder, OrderNaming } from "./order-storage.ts";
import type {
  BindingRow,
  BookRow,
  BudgetRow,
  DeliveryAnswer,
  IntentRow,
  JourneyRow,
  SalesRow,
} from "../delivery/messages.ts";
import { type LateOrderStorage, NO_EVIDENCE } from "./late-order-storage.ts";
import type { NumberedRow, Pair } from "../delivery/outbox-storage.ts";
import { sendJoins } from "./send-joins.ts";

type Receivers = Pick<Env, "ACCOUNT_BOOK" | "JOURNEY" | "REFERRAL_TREE">;

/** One delivery. Throws when the receiver could not be reached or did not answer. */
export async function sendRows(
  env: Receivers,
  sender: string,
  storage: OrderStorage,
  late: LateOrderStorage,
  pair: Pair,
  rows: readonly NumberedRow[],
): Promise<DeliveryAnswer> {
  if (pair.receiverClass === "book") {
    const outgoing = bookRows(storage, rows);
    return await env.ACCOUNT_BOOK.getByName(pair.receiver).deliver({ sender, rows: outgoing });
  }
  const orders = decidedOrders(storage, orderRowsOf(rows));
  const orderOf = (row: NumberedRow): DecidedOrder => {
    const known = orders.get(row.orderRow);
    invariant(known !== undefined, "a row has an order");
    return known;
  };
  if (pair.receiverClass === "tree") {
    return await sendJoins(
      env,
      sender,
      pair,
      rows.map((row) => ({ row, stored: orderOf(row) })),
    );
  }
  const evidence = late.evidenceOf(orderRowsOf(rows.filter(({ kind }) => kind === "order")));
  const outgoing = rows.map((row) => journeyRow(row, orderOf(row), evidence));
  return await env.JOURNEY.getByName(pair.receiver).deliver({ sender, rows: outgoing });
}

const BUDGET_KINDS: ReadonlySet<string> = new Set<BudgetRow["kind"]>(["spend", "unspend", "respend"]);

/** Decisions are read for rows of budgets alone: all else stands in the rows and in the orders' names. */
function bookRows(storage: OrderStorage, rows: readonly NumberedRow[]): BookRow[] {
  const namings = storage.namings(orderRowsOf(rows));
  const budgeted = decidedOrders(storage, orderRowsOf(rows.filter(({ kind }) => BUDGET_KINDS.has(kind))));
  return rows.map((row) => {
    if (row.kind === "sales") return salesRow(row);
    const stored = budgeted.get(row.orderRow);
    if (stored !== undefined && BUDGET_KINDS.has(row.kind)) return budgetRow(row, stored);
    const naming = namings.get(row.orderRow);
    invariant(naming !== undefined, "a row has an order");
    return intentRow(row, naming);
  });
}

function orderRowsOf(rows: readonly NumberedRow[]): number[] {
  return [...new Set(rows.map(({ orderRow }) => orderRow))];
}

function decidedOrders(storage: OrderStorage, orderRows: readonly number[]): Map<number, DecidedOrder> {
  const decided = new Map<number, DecidedOrder>();
  if (orderRows.length === 0) return decided;
  for (const [row, order] of storage.byRows(orderRows)) {
    invariant(order.decided, "only decided orders have effects");
    decided.set(row, order);
  }
  return decided;
}

function salesRow({ seq, promoter, phase, amount, about }: NumberedRow): SalesRow {
  invariant(typeof about === "string", "a row of sales names its month");
  const change = phase === "added" ? amount : -amount;
  return { type: "sales", seq, promoter: promoter as PromoterRef, month: about, change };
}

function budgetRow({ seq, kind, amount }: NumberedRow, { decision }: DecidedOrder): BudgetRow {
  const { budget, campaignId } = decision;
  invariant(budget !== undefined && campaignId !== undefined, "a budget row has a campaign");
  const { reservation } = budget;
  return {
    type: "budget",
    seq,
    kind: kind as BudgetRow["kind"],
    campaignId,
    reservation,
    amount: amountMinor(amount),
  };
}

function intentRow(row: NumberedRow, { slot, orderId }: OrderNaming): IntentRow {
  return {
    type: "intent",
    seq: row.seq,
    intent: row.kind as IntentKind,
    phase: row.phase as Phase,
    amount: amountMinor(row.amount),
    promoter: row.promoter as PromoterRef,
    commissionId: commissionIdOf({ slot, orderRow: row.orderRow, credit: row.credit, level: row.level }),
    orderId,
    atMs: row.atMs,
    reopens: row.reopens === 1,
  };
}

function journeyRow(
  row: NumberedRow,
  stored: DecidedOrder,
  evidence: ReadonlyMap<number, OrderEvidence>,
): JourneyRow {
  if (row.kind !== "order" && row.kind !== "earned") return bindingRow(row, stored);
  const { orderId, order, decision } = stored;
  const { customerId, occurredAtMs } = order;
  invariant(customerId !== undefined, "a Journey hears of its customers' orders alone");
  if (row.kind === "earned") return { type: "earned", seq: row.seq, customerId, orderId };
  const { touches, gatheredAtMs } = evidence.get(stored.row) ?? NO_EVIDENCE;
  return {
    type: "order",
    seq: row.seq,
    customerId,
    orderId,
    occurredAtMs,
    gatheredAtMs,
    touches: touches.map(({ touch }) => touch),
    unearnedUntilMs: isUnearned(decision) ? graceEndMs(decision, stored.firstReceivedAtMs) : null,
  };
}

function bindingRow(row: NumberedRow, { order, decision }: DecidedOrder): BindingRow {
  invariant(order.customerId !== undefined && decision.binding !== undefined, "a binding row has a customer");
  return {
    type: row.kind as "bind" | "unbind",
    seq: row.seq,
    customerId: order.customerId,
    promoter: row.promoter as PromoterRef,
    orderId: order.orderId,
    effectiveAtMs: row.atMs,
    policy: decision.binding.policy,
  };
}
