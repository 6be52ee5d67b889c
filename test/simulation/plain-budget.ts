/** What orders under budgets must keep, told event by event to a plain model; where it differs is said. */
import type { OrderView } from "../../domain/settlement/order-view.ts";
import { PlainRestoration } from "../support/plain/restoration.ts";
import { plainKeptAt, plainWorth } from "./plain-worth.ts";

/** What each commission must keep once all has settled, in the decision's sequence; null when no model explains it. */
export function expectedKept({ order, decision, commissions, events, ...view }: OrderView): number[] | null {
  if (decision.risk.verdict === "block") return commissions.map(() => 0);
  if ((decision.budget?.reservation ?? 0) === 0) {
    const worth = plainWorth(order, events);
    return commissions.map((commission) => plainKeptAt(commission, worth));
  }
  // Nobody tells between which events an order was decided: what came before asked for nothing.
  const firstAnswer = events.findIndex(({ kind }) => kind === "restored");
  const latest = firstAnswer === -1 ? events.length : firstAnswer;
  const explained: number[][] = [];
  for (let before = 0; before <= latest; before += 1) {
    const kept = keptWhenDecided(before, { order, decision, commissions, events, ...view });
    if (kept !== null) explained.push(kept);
  }
  const shown = JSON.stringify(commissions.map(({ kept }) => kept));
  return explained.find((kept) => JSON.stringify(kept) === shown) ?? explained[0] ?? null;
}

function keptWhenDecided(before: number, { order, decision, events }: OrderView): number[] | null {
  const worthAfter = (count: number) => plainWorth(order, events.slice(0, count));
  const model = new PlainRestoration(decision.commissions, worthAfter(before));
  for (const [place, event] of events.entries()) {
    if (place < before) continue;
    if (event.kind !== "restored") model.move(worthAfter(place + 1));
    else if (model.wanted !== event.wanted || event.amount === undefined) return null;
    else model.answer(event.amount);
  }
  return model.wanted === null ? model.kept : null;
}
