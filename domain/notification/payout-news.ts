/** What a move of a payout says. */
import { promoterIdOf } from "../kernel/ids.ts";
import type { PayoutState, PayoutView } from "../payout/payout.ts";
import type { Notification } from "./notification.ts";

export type PayoutNews = Pick<PayoutView, "id" | "promoter" | "state" | "gross" | "withheld" | "net">;

const TYPES = {
  requested: "payout.requested",
  approved: "payout.approved",
  rejected: "payout.rejected",
  processing: "payout.processing",
  paid: "payout.paid",
  failed: "payout.failed",
  returned: "payout.returned",
} as const satisfies Record<PayoutState, Notification["type"]>;

/** As it stands after the move. A payout is in each state once. */
export function payoutNewsOf({ id, promoter, state, gross, withheld, net }: PayoutView): PayoutNews {
  return { id, promoter, state, gross, withheld, net };
}

export function sayPayout(news: PayoutNews, atMs: number): Notification {
  const { id, promoter, state, gross, withheld, net } = news;
  return {
    type: TYPES[state],
    key: [id, gross, withheld],
    occurredAtMs: atMs,
    promoter,
    person: null,
    data: { payoutId: id, promoterId: promoterIdOf(promoter), state, gross, withheld, net },
  };
}
