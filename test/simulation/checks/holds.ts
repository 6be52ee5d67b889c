/** Nothing is available before its hold has ended: N after the order was received, or paid; neither by its clock nor in a wallet. */
import type { OrderView } from "../../../domain/settlement/order-view.ts";
import type { World } from "../platform/world.ts";
import type { Workload } from "../workload/workload.ts";
import { type Findings, isBlocked, type Report } from "./findings.ts";
import { releasesOf } from "./risk/reviews.ts";

export function checkHolds(world: World, workload: Workload, found: Findings, report: Report): void {
  const releasedMs = new Map<string, number>();
  for (const { journal } of found.books.values()) {
    for (const { kind, reference, occurredAtMs } of journal)
      if (kind === "release")
        releasedMs.set(reference, Math.min(occurredAtMs, releasedMs.get(reference) ?? Infinity));
  }
  const { jumps, machineJumps } = world.faults.counts;
  const hasJumped = jumps + machineJumps > 0;
  for (const [orderId, { view }] of found.orders) {
    // What a lost timeline released stays released.
    if (workload.received.lost.has(orderId) || isBlocked(view)) continue;
    checkClock(view, report);
    // A clock that was set back dates what follows a release, as a credit by hand, before it.
    if (hasJumped) continue;
    const firstMs = Math.min(...releasesOf(view).map(({ occurredAtMs }) => occurredAtMs));
    for (const { id } of view.commissions) {
      const postedMs = releasedMs.get(id) ?? Infinity;
      if (postedMs < firstMs) report(`${id} was available at ${postedMs}, and released at ${firstMs}`);
    }
  }
}

/** What its clock did was due by what was known then. */
function checkClock({ order, decision, events }: OrderView, report: Report): void {
  const { holdStartsAt, holdPeriodMs, autoReceiveAfterMs } = decision.terms.settlement;
  events.forEach(({ eventId, occurredAtMs }, place) => {
    if (eventId === "clock:received" && occurredAtMs !== order.occurredAtMs + (autoReceiveAfterMs ?? NaN))
      report(`${order.orderId} was received by its clock at ${occurredAtMs}`);
    if (!eventId.startsWith("clock:released")) return;
    const received = events.slice(0, place).filter(({ kind }) => kind === "received");
    const startMs =
      holdStartsAt === "paid"
        ? order.occurredAtMs
        : Math.max(order.occurredAtMs, Math.min(...received.map((event) => event.occurredAtMs)));
    if (!(occurredAtMs >= startMs + holdPeriodMs))
      report(`${order.orderId} was released at ${occurredAtMs}, held until ${startMs + holdPeriodMs}`);
  });
}
