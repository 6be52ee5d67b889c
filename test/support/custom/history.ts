/**
 * A random history of one payment as a shop's own checkout tells it, and what has to be left of it. Computed plainly from
 * what happened, never from what was told.
 */
import type { Chance } from "../chance.ts";

export interface CustomHistory {
  readonly messages: readonly unknown[];
  readonly total: number;
  readonly reversed: number;
}

export function randomCustomHistory(chance: Chance, no: string, token: string, atS: number): CustomHistory {
  const total = chance.between(1, 100_000);
  const event = (name: string, id: string, more: Record<string, unknown> = {}) => ({
    event: { name, id: `${no}-${id}`, at: atS + 1, ...more },
    payment: { no },
  });
  const paid = {
    event: { name: "payment_done", id: no, at: atS },
    payment: { no, sum: decimal(chance, total), currency: "CNY", buyer: null, note: token },
  };
  const messages: unknown[] = [paid];
  let refunded = 0;
  for (let index = 0; index < chance.between(0, 3); index += 1) {
    const part = chance.between(1, Math.ceil(total / 2));
    messages.push(event("payment_returned", `r${index}`, { sum: decimal(chance, part) }));
    if (chance.hits(0.3)) messages.push(event("return_failed", `v${index}`, { of: `${no}-r${index}` }));
    else refunded += part;
  }
  const claim = claimOf(chance, total, event);
  const reversed = Math.min(total, refunded + claim.lost);
  return { total, reversed, messages: [...messages, ...claim.messages] };
}

function claimOf(
  chance: Chance,
  total: number,
  event: (name: string, id: string, more: Record<string, unknown>) => unknown,
) {
  if (chance.hits(0.5)) return { messages: [], lost: 0 };
  const amount = chance.between(1, total);
  const ending = chance.oneOf(["open", "won", "lost"] as const);
  const opened = event("claim_opened", "c", { claim: "k1", sum: decimal(chance, amount) });
  const closed = ending === "open" ? [] : [event(`claim_${ending}`, `c-${ending}`, { claim: "k1" })];
  return { messages: [opened, ...closed], lost: ending === "lost" ? amount : 0 };
}

/** As a text or as a number. */
function decimal(chance: Chance, minor: number): string | number {
  return chance.hits(0.5) ? (minor / 100).toFixed(2) : minor / 100;
}
