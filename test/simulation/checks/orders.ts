/** An order is one that was proposed, has every event once, and is released when nothing speaks against it. */
import type { OrderView } from "../../../domain/settlement/order-view.ts";
import { expectedKept } from "../plain-budget.ts";
import { hasOpenDispute, isUnderReview } from "../plain-order.ts";
import { type PlainWorth, plainWorth } from "../plain-worth.ts";
import { inProportion } from "../workload/amendments.ts";
import type { World } from "../platform/world.ts";
import type { Workload } from "../workload/workload.ts";
import { type Findings, isBlocked, isSame, type Report } from "./findings.ts";
import { releasesOf, startsSo } from "./risk/reviews.ts";

/** Every order is one of those proposed, has every event once, and is released when nothing speaks against it. */
export function checkOrders(world: World, workload: Workload, found: Findings, report: Report): void {
  // A receipt may be dated by a machine whose clock is days ahead: its hold ends days later.
  const untilMs = world.faults.counts.machineJumps > 0 ? world.scheduler.nowMs : Infinity;
  for (const [orderId, { view }] of found.orders) {
    const proposals = workload.received.proposals.get(orderId) ?? [];
    // By the service itself: at first, or anew where nobody had earned it and late evidence came.
    const isLate = proposals.some(({ decision }) => decision.attribution.credits.length === 0);
    const isDecidedHere = isLate || workload.received.sent.has(orderId);
    const { amendments: _, ...decided } = view.decision;
    const same = proposals.find(({ order, decision }) => isSame([order, decision], [view.order, decided]));
    if (same === undefined && !isDecidedHere) report(`${orderId} was decided as nobody proposed`);
    const accepted = workload.received.accepted.get(orderId);
    const isAccepted = isDecidedHere || accepted === undefined || isSame(accepted.decision, decided);
    if (!isAccepted) report(`${orderId} is not the proposal that was accepted`);
    if (!workload.received.sent.has(orderId)) checkEvents(workload, orderId, view, report);
    const worth = plainWorth(view.order, view.events);
    const { reversed } = worth;
    if (view.goods.amount !== worth.amount)
      report(`${orderId}: it is worth ${view.goods.amount}, not ${worth.amount}`);
    if (!isDecidedHere) checkPlan(view, worth, report);
    if (view.reversedAmount !== reversed)
      report(`${orderId}: reversed ${view.reversedAmount}, not ${reversed}`);
    const expected = expectedKept(view);
    if (expected === null) report(`${orderId}: its budget was not asked for what was voided`);
    view.commissions.forEach(({ kept, id }, place) => {
      if (kept !== expected?.[place]) report(`${orderId}: ${id} keeps ${kept}, not ${expected?.[place]}`);
    });
    // What a lost timeline released stays released, whatever is told again in which sequence.
    if (!workload.received.lost.has(orderId)) checkRelease(orderId, view, worth, untilMs, report);
  }
}

/** What commissions came to is what its decision says, in proportion to what the order is worth. */
function checkPlan({ order, decision, commissions }: OrderView, worth: PlainWorth, report: Report): void {
  if (decision.amendments === undefined || order.items !== undefined) return;
  decision.commissions.forEach(({ amount }, place) => {
    const expected = inProportion(amount, worth.amount, order.amount);
    const shown = commissions[place]?.amount;
    if (shown !== expected)
      report(`${order.orderId}: a commission came to ${String(shown)}, not ${expected}`);
  });
}

function checkEvents(workload: Workload, orderId: string, view: OrderView, report: Report): void {
  const sent = workload.received.events.get(orderId) ?? [];
  for (const event of workload.received.recorded.get(orderId) ?? []) {
    const kept = view.events.filter(({ eventId }) => eventId === event.eventId);
    const [first] = kept;
    const same = first !== undefined && first.kind === event.kind && first.amount === event.amount;
    if (kept.length !== 1 || !same) report(`${orderId}: ${event.eventId} was recorded and is not there once`);
  }
  for (const event of view.events) {
    if (/^(clock:|operator:|move-|budget:|late:|risk:)/.test(event.eventId)) continue;
    const received = sent.some((other) =>
      isSame({ ...other, occurredAtMs: 0 }, { ...event, occurredAtMs: 0 }),
    );
    if (!received) report(`${orderId}: nobody received ${event.eventId}`);
  }
}

/** @param untilMs holds that end later are still open. */
function checkRelease(
  orderId: string,
  view: OrderView,
  worth: PlainWorth,
  untilMs: number,
  report: Report,
): void {
  const { events, decision } = view;
  const startsUnderReview = startsSo(view);
  const { settlement } = decision.terms;
  const releases = releasesOf(view);
  const [first] = releases;
  if (first === undefined) {
    const isStarted =
      settlement.holdStartsAt === "paid" ||
      settlement.autoReceiveAfterMs !== null ||
      events.some((event) => event.kind === "received");
    const isGone = worth.isNothing || (worth.amount > 0 && worth.reversed === worth.amount);
    const isStopped =
      isGone || isBlocked(view) || hasOpenDispute(events) || isUnderReview(startsUnderReview, events);
    const isDue = endOfHoldMs(view) <= untilMs;
    if (isStarted && isDue && !isStopped) report(`${orderId} should have been released`);
    return;
  }
  const before = events.slice(0, events.indexOf(first));
  if (hasOpenDispute(before)) report(`${orderId} was released while a dispute was open`);
  if (isUnderReview(startsUnderReview, before)) report(`${orderId} was released under review`);
  if (isBlocked(view)) report(`${orderId} was blocked and released`);
  const byClock = first.eventId.startsWith("clock:");
  const isReceived = settlement.holdStartsAt === "paid" || before.some((event) => event.kind === "received");
  if (byClock && !isReceived) report(`${orderId} was released by the clock before it was received`);
  if (releases.filter(({ eventId }) => eventId.startsWith("clock:")).length > 1)
    report(`${orderId} was released twice`);
}

/** When an order that has begun is released at the latest, by its receipts. */
function endOfHoldMs({ order, decision, events }: OrderView): number {
  const { holdStartsAt, holdPeriodMs } = decision.terms.settlement;
  const receipts = events.filter(({ kind }) => kind === "received").map(({ occurredAtMs }) => occurredAtMs);
  const startMs =
    holdStartsAt === "paid" || receipts.length === 0 ? order.occurredAtMs : Math.min(...receipts);
  return Math.max(order.occurredAtMs, startMs) + holdPeriodMs;
}
