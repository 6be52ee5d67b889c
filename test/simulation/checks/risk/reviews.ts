/** Reviews end by a person or when their time is over, and bind nobody to a promoter before the release. */
import type { OrderView } from "../../../../domain/settlement/order-view.ts";
import type { World } from "../../platform/world.ts";
import { isUnderReview } from "../../plain-order.ts";
import type { Workload } from "../../workload/workload.ts";
import { type Findings, isBlocked, type Report } from "../findings.ts";

export function checkReviews(world: World, workload: Workload, found: Findings, report: Report): void {
  const { jumps, machineJumps } = world.faults.counts;
  const bound = boundByOrders(world, workload);
  for (const [orderId, { view }] of found.orders) {
    if (workload.received.lost.has(orderId) || isBlocked(view)) continue;
    if (jumps + machineJumps === 0) checkEnds(view, world.scheduler.nowMs, report);
    if (workload.losesObjects) continue;
    const isReleased = releasesOf(view).length > 0;
    if (!isReleased && waitsForRelease(view) && bound.has(orderId))
      report(`${orderId} binds its customer before it is released`);
  }
}

/** Whether an order begins under review, in plain words. */
export function startsSo({ decision: { risk } }: OrderView): boolean {
  return risk.verdict === "review" && risk.isObserved !== true;
}

const LATE_CREDITS = /^(?:manually_)?credited$/;

/**
 * The releases of an order, in plain words. Who is credited late, and under review by that or at that time, has nothing of what
 * was released when nobody had earned the order.
 */
export function releasesOf(view: OrderView): OrderView["events"] {
  const creditedAt = view.events.findIndex(({ kind }) => LATE_CREDITS.test(kind));
  const waits = startsSo(view) || isUnderReview(false, view.events.slice(0, Math.max(0, creditedAt)));
  return view.events.filter(({ kind }, place) => kind === "released" && (!waits || place > creditedAt));
}

function waitsForRelease(view: OrderView): boolean {
  const { risk } = view.decision;
  const isDisplaced = risk.reasons.some((reason) => reason.code === "credit_displaced");
  if (risk.isObserved !== true && (risk.verdict === "review" || isDisplaced)) return true;
  return view.events.some(({ kind }) => kind === "review_opened");
}

/** What the clock ended had lasted long enough, and what has lasted long enough was ended. */
function checkEnds(view: OrderView, nowMs: number, report: Report): void {
  const { order, decision, firstReceivedAtMs } = view;
  let openedMs = startsSo(view) ? firstReceivedAtMs : null;
  let isPersons = false;
  const isPages = JSON.stringify(decision.risk.reasons).match(/page_reported|pixel_conversion/) !== null;
  const within = isPages ? undefined : decision.terms.fraud?.reviewWithinMs;
  for (const { kind, eventId, occurredAtMs, risk } of view.events) {
    // A review that a late credit began lasts from then on.
    if (LATE_CREDITS.test(kind) && openedMs !== null && !isPersons)
      openedMs = Math.max(openedMs, occurredAtMs);
    if (kind === "review_opened") {
      openedMs = occurredAtMs;
      isPersons ||= risk === undefined;
    }
    if (kind !== "review_cleared") continue;
    const isEarly =
      openedMs === null || within === undefined || isPersons || occurredAtMs < openedMs + within;
    if (eventId.startsWith("clock:") && isEarly)
      report(`${order.orderId} was cleared by its clock too early`);
    openedMs = null;
    isPersons = false;
  }
  const isGone = view.state === "reversed";
  if (openedMs === null || isGone || isPersons || within === undefined) return;
  if (openedMs + within < nowMs)
    report(`${order.orderId} is under review since ${openedMs}, and nobody comes`);
}

/** Ids of orders by whose bindings customers stand now; what stays of one that moved away says what was. */
function boundByOrders(world: World, workload: Workload): ReadonlySet<string> {
  return new Set(
    workload.ledgers.flatMap((journey) =>
      world
        .host("JOURNEY", journey)
        .read(
          `SELECT b.order_id AS id FROM bindings b JOIN customers c ON c.row = b.customer_row
           WHERE c.moved < 2 AND b.order_id IS NOT NULL AND b.ended_at_ms IS NULL`,
        )
        .map(({ id }) => String(id)),
    ),
  );
}
