/** Turns rows of a ledger's outbox into what their receiver understands, and calls it. */
import { invariant } from "../domain/kernel/invariant.ts";
import { commissionIdOf, type PromoterRef } from "../domain/kernel/ids.ts";
import { amountMinor } from "../domain/kernel/money.ts";
import { graceEndMs, isUnearned } from "../domain/ledger/late-credit.ts";
import type { IntentKind } from "../domain/ledger/intent.ts";
import type { Phase } from "../domain/ledger/order-standing.ts";
import type { CommissionLedgerStorage, DecidedOrder } from "./commission-ledger-storage.ts";
import type {
  BindingRow,
  BookRow,
  BudgetRow,
  DeliveryAnswer,
  IntentRow,
  JourneyRow,
  SalesRow,
} from "./delivery.ts";
import type { LateOrderStorage } from "./late-order-storage.ts";
import type { NumberedRow, Pair } from "./outbox-storage.ts";
import { sendJoins } from "./send-joins.ts";

type Receivers = Pick<Env, "ACCOUNT_BOOK" | "JOURNEY" | "REFERRAL_TREE">;

/** One delivery. Throws when the receiver could not be reached or did not answer. */
export async function sendRows(
  env: Receivers,
  sender: string,
  storage: CommissionLedgerStorage,
  late: LateOrderStorage,
  pair: Pair,
  rows: readonly NumberedRow[],
): Promise<DeliveryAnswer> {
  const orders = new Map<number, DecidedOrder>();
  const orderOf = (row: NumberedRow): DecidedOrder => {
    const known = orders.get(row.orderRow) ?? storage.byRow(row.orderRow);
    invariant(known.decided, "only decided orders have effects");
    orders.set(row.orderRow, known);
    return known;
  };
  if (pair.receiverClass === "book") {
    const told = rows.map((row) => bookRow(row, orderOf(row)));
    return await env.ACCOUNT_BOOK.getByName(pair.receiver).deliver({ sender, rows: told });
  }
  if (pair.receiverClass === "tree") {
    return await sendJoins(
      env,
      sender,
      pair,
      rows.map((row) => ({ row, stored: orderOf(row) })),
    );
  }
  const told = rows.map((row) => journeyRow(row, orderOf(row), late));
  return await env.JOURNEY.getByName(pair.receiver).deliver({ sender, rows: told });
}

function bookRow(row: NumberedRow, stored: DecidedOrder): BookRow {
  switch (row.kind) {
    case "sales":
      return salesRow(row, stored);
    case "spend":
    case "unspend":
    case "respend":
      return budgetRow(row, row.kind, stored);
    default:
      return intentRow(row, stored);
  }
}

function salesRow(row: NumberedRow, { decision }: DecidedOrder): SalesRow {
  return {
    type: "sales",
    seq: row.seq,
    promoter: row.promoter as PromoterRef,
    month: decision.terms.month,
    change: row.phase === "added" ? row.amount : -row.amount,
  };
}

function budgetRow(row: NumberedRow, kind: BudgetRow["kind"], { decision }: DecidedOrder): BudgetRow {
  const { budget, campaignId } = decision;
  invariant(budget !== undefined && campaignId !== undefined, "a budget row has a campaign");
  const { reservation } = budget;
  return { type: "budget", seq: row.seq, kind, campaignId, reservation, amount: amountMinor(row.amount) };
}

function intentRow(row: NumberedRow, { slot, orderId }: DecidedOrder): IntentRow {
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
    unparks: row.unparks === 1,
  };
}

function journeyRow(row: NumberedRow, stored: DecidedOrder, late: LateOrderStorage): JourneyRow {
  if (row.kind !== "order" && row.kind !== "earned") return bindingRow(row, stored);
  const { orderId, order, decision } = stored;
  const { customerId, occurredAtMs } = order;
  invariant(customerId !== undefined, "a Journey hears of its customers' orders alone");
  if (row.kind === "earned") return { type: "earned", seq: row.seq, customerId, orderId };
  const { touches, gatheredAtMs } = late.evidence(stored.row);
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
