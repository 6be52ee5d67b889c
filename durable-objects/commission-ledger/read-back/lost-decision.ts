/** What follows where a book posted by a decision that was lost, and the order was decided otherwise since. */
import type { Decision } from "../../../domain/commission/decision.ts";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import { isPageOrderId, merchantOrderIdOf } from "../../../domain/order/page-order.ts";
import type { Phase } from "../../../domain/order/order-state.ts";
import type { IntentMessage } from "../../delivery/messages.ts";
import type { OrderStorage } from "../order-storage.ts";
import type { Orphan } from "./orphan-storage.ts";

const PLACES: readonly Phase[] = ["pending", "held", "released"];

/** Whether a decision pays a promoter this credit and level. */
export function hasDecided(
  { commissions }: Decision,
  {
    credit,
    level,
    promoter,
  }: { readonly credit: number; readonly level: number; readonly promoter: PromoterRef },
): boolean {
  return commissions.some((one) => one.credit === credit && one.level === level && one.promoter === promoter);
}

/**
 * The row with the id of an order that does not pay a commission; null while the order may still be received again. A page's
 * order whose merchant's stands is never decided again: it gets a row that waits for ever.
 */
export function rowWithout(ledger: OrderStorage, orphan: Orphan): number | null {
  const { orderId } = orphan;
  const stored = ledger.find(orderId);
  if (stored?.decided === true) {
    return stored.moved === 0 && !hasDecided(stored.decision, orphan) ? stored.row : null;
  }
  const signed = isPageOrderId(orderId) ? ledger.find(merchantOrderIdOf(orderId)) : null;
  if (signed?.decided !== true || signed.moved !== 0) return null;
  return stored?.row ?? ledger.reserve(orderId, signed.slot, Date.now());
}

/**
 * Takes back all that was posted of a lost commission, wherever it lies.
 *
 * @param orderRow the row that has the order's id.
 * @returns null where less than nothing lies somewhere.
 */
export function takenBack(orphan: Orphan, orderRow: number, nowMs: number): IntentMessage[] | null {
  if (PLACES.some((phase) => orphan[phase] < 0)) return null;
  const { credit, level, promoter } = orphan;
  return PLACES.filter((phase) => orphan[phase] > 0).map((phase): IntentMessage => {
    return {
      type: "intent",
      orderRow,
      credit,
      level,
      intent: "reverse",
      phase,
      amount: amountMinor(orphan[phase]),
      promoter,
      atMs: nowMs,
      reopens: false,
    };
  });
}
