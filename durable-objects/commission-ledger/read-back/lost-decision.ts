/** What follows where a book posted by a decision that was lost, and the order was decided otherwise since. */
import type { Decision } from "../../../domain/commission/decision.ts";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import type { Phase } from "../../../domain/order/order-state.ts";
import type { IntentMessage } from "../../delivery/messages.ts";
import type { StoredOrder } from "../order-storage.ts";
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
 * Takes back all that was posted of a commission, wherever it lies.
 *
 * @returns null where the order proves nothing: it is not decided here, pays the very commission, or less than nothing lies
 *   somewhere.
 */
export function takenBack(
  orphan: Orphan,
  stored: StoredOrder | undefined,
  nowMs: number,
): IntentMessage[] | null {
  if (stored?.decided !== true || stored.moved !== 0 || hasDecided(stored.decision, orphan)) return null;
  if (PLACES.some((phase) => orphan[phase] < 0)) return null;
  const { credit, level, promoter } = orphan;
  return PLACES.filter((phase) => orphan[phase] > 0).map((phase): IntentMessage => {
    return {
      type: "intent",
      orderRow: stored.row,
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
