/** Turns rows of a ledger's outbox into what their receiver understands, and calls it. */
import { invariant } from "../domain/kernel/invariant.ts";
import { commissionIdOf, type PromoterRef } from "../domain/kernel/ids.ts";
import { amountMinor } from "../domain/kernel/money.ts";
import type { IntentKind } from "../domain/ledger/intent.ts";
import type { Phase } from "../domain/ledger/order-standing.ts";
import type { CommissionLedgerStorage, DecidedOrder } from "./commission-ledger-storage.ts";
import type { BindingRow, DeliveryAnswer, IntentRow } from "./delivery.ts";
import type { NumberedRow, Pair } from "./outbox-storage.ts";

type Receivers = Pick<Env, "ACCOUNT_BOOK" | "JOURNEY">;

/** One delivery. Throws when the receiver could not be reached or did not answer. */
export async function sendRows(
  env: Receivers,
  sender: string,
  storage: CommissionLedgerStorage,
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
    const intents = rows.map((row) => intentRow(row, orderOf(row)));
    return await env.ACCOUNT_BOOK.getByName(pair.receiver).deliver({ sender, rows: intents });
  }
  const bindings = rows.map((row) => bindingRow(row, orderOf(row)));
  return await env.JOURNEY.getByName(pair.receiver).deliver({ sender, rows: bindings });
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
