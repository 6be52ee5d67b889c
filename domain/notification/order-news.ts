/** What a change of an order says: that it was decided, and each step of its commissions, in the sequence of their posting. */
import { commissionIdOf, promoterIdOf, type PromoterRef } from "../kernel/ids.ts";
import { type AmountMinor, minus, plus } from "../kernel/money.ts";
import type { Phase } from "../order/order-state.ts";
import type { Risk } from "../risk/risk.ts";
import type { Intent, IntentKind, Posted } from "../settlement/intent.ts";
import type { CommissionState } from "../settlement/order-view.ts";
import type { Notification } from "./notification.ts";

/** What an owner writes down with the change: what may be otherwise by the time it is said. */
export interface OrderNews {
  /** Events of the order so far: no two changes of an order have the same number. */
  readonly events: number;
  /** Of an order that was decided by this change. */
  readonly recorded?: RecordedOrder;
  readonly steps: readonly CommissionStep[];
}

export interface RecordedOrder {
  readonly amount: AmountMinor;
  readonly commission: AmountMinor;
  readonly promoters: readonly PromoterRef[];
  readonly verdict: Risk["verdict"];
}

/** A commission was posted, moved on, taken back or restored. */
export interface CommissionStep {
  readonly credit: number;
  readonly level: number;
  readonly promoter: PromoterRef;
  readonly intent: IntentKind;
  readonly amount: AmountMinor;
  /** What is left of it after this step. */
  readonly kept: AmountMinor;
  /** Where the money lay before this step. */
  readonly phase: Phase;
}

/** What never changes of an order. */
export interface NamedOrder {
  readonly orderId: string;
  readonly slot: number;
}

const TYPES = {
  earn: "commission.created",
  hold: "commission.held",
  release: "commission.available",
  reverse: "commission.reversed",
  restore: "commission.restored",
} as const satisfies Record<IntentKind, Notification["type"]>;

const LIES = { pending: "pending", held: "held", released: "available" } as const;
const AFTER = { earn: "pending", hold: "held", release: "available" } as const;

/** The steps that intents of one commission make, with what is left after each. @param posted before them. */
export function stepsOf(
  commission: Pick<CommissionStep, "credit" | "level" | "promoter">,
  intents: readonly Intent[],
  posted: Pick<Posted, "kept">,
): CommissionStep[] {
  let { kept } = posted;
  return intents.map(({ kind, amount, phase }) => {
    if (kind === "earn") kept = amount;
    if (kind === "reverse") kept = minus(kept, amount);
    if (kind === "restore") kept = plus(kept, amount);
    return { ...commission, intent: kind, amount, kept, phase };
  });
}

export function sayOrder({ orderId, slot }: NamedOrder, news: OrderNews, atMs: number): Notification[] {
  const { events, recorded, steps } = news;
  const said: Notification[] = [];
  if (recorded !== undefined) {
    const { amount, commission, promoters, verdict } = recorded;
    said.push({
      type: "conversion.recorded",
      key: [orderId, amount, commission, verdict, ...promoters],
      occurredAtMs: atMs,
      promoter: null,
      person: null,
      data: { orderId, amount, commission, promoterIds: promoters.map(promoterIdOf), verdict },
    });
  }
  for (const step of steps) {
    const { credit, level, promoter, intent, amount, kept, phase } = step;
    said.push({
      type: TYPES[intent],
      key: [orderId, events, credit, level, amount, kept],
      occurredAtMs: atMs,
      promoter,
      person: null,
      data: {
        commissionId: commissionIdOf({ slot, orderId, credit, level }),
        orderId,
        promoterId: promoterIdOf(promoter),
        level,
        amount,
        kept,
        state: stateAfter(intent, kept, phase),
      },
    });
  }
  return said;
}

function stateAfter(intent: IntentKind, kept: AmountMinor, phase: Phase): CommissionState {
  if (kept === 0) return "reversed";
  return intent === "reverse" || intent === "restore" ? LIES[phase] : AFTER[intent];
}
