/** Each customer is in one Journey, which knows its first order and its touches, and counts it once where it is bound. */
import { type BindingSpan, newestInForce } from "../../../domain/referral/binding-rule.ts";
import { customerSlot, PROGRAM } from "../workload/cast.ts";
import type { World } from "../platform/world.ts";
import type { Workload } from "../workload/workload.ts";
import type { Report } from "./findings.ts";

interface Customer {
  readonly id: string;
  readonly journey: string;
  readonly firstOrderAtMs: unknown;
  readonly touches: string;
}

export function checkCustomers(world: World, workload: Workload, report: Report): void {
  // What a Journey that was put back has lost of its own nobody can tell it.
  if (workload.losesObjects) return;
  const places = Map.groupBy(customersIn(world, workload), ({ id }) => id);
  for (const [id, found] of places) {
    if (found.length > 1) report(`${id} is in ${found.map(({ journey }) => journey).join(" and ")}`);
    const place = workload.journeyOf(id);
    if (found[0]?.journey !== place) report(`${id} of slot ${customerSlot(id)} is not in ${place}`);
  }
  for (const [id, firstAtMs] of firstOrders(world, workload)) {
    const knownMs = places.get(id)?.[0]?.firstOrderAtMs;
    if (knownMs !== firstAtMs)
      report(`${id} first ordered at ${firstAtMs}, its Journey says ${String(knownMs)}`);
  }
  for (const [id, touches] of workload.received.identified) {
    const known = places.get(id)?.[0]?.touches ?? "";
    for (const { nonce, occurredAtMs } of touches)
      if (!known.includes(`${occurredAtMs},${nonce}`))
        report(`${id} is not known by a touch of ${occurredAtMs}`);
  }
  checkBindings(world, workload, report);
  checkCounts(world, workload, report);
}

/** What a customer had when it left is among what it has now. */
function checkBindings(world: World, workload: Workload, report: Report): void {
  const present = new Set<string>();
  const left: string[] = [];
  for (const journey of workload.ledgers) {
    const rows = world.host("JOURNEY", journey).read(
      `SELECT c.moved, c.customer_id || ' to ' || b.promoter || ' from ' || b.effective_at_ms AS bound
         FROM bindings b JOIN customers c ON c.row = b.customer_row`,
    );
    for (const { moved, bound } of rows) {
      if (moved === 2) left.push(String(bound));
      else present.add(String(bound));
    }
  }
  for (const bound of left) if (!present.has(bound)) report(`the binding of ${bound} is lost`);
}

function customersIn(world: World, workload: Workload): Customer[] {
  return workload.ledgers.flatMap((journey) =>
    world
      .host("JOURNEY", journey)
      .read(
        `SELECT c.customer_id AS id, c.first_order_at_ms AS first, coalesce(p.touches, '') AS touches, c.moved
         FROM customers c LEFT JOIN touch_paths p ON p.customer_row = c.row WHERE c.moved < 2`,
      )
      .map(({ id, first, touches }) => {
        return { id: String(id), journey, firstOrderAtMs: first, touches: String(touches) };
      }),
  );
}

/** By customer, the earliest order of those that ledgers know. */
function firstOrders(world: World, workload: Workload): Map<string, number> {
  const first = new Map<string, number>();
  for (const ledger of workload.ledgers) {
    const orders = world.host("COMMISSION_LEDGER", ledger).read(
      `SELECT received ->> 'customerId' AS id, received ->> 'occurredAtMs' AS at FROM orders
         WHERE moved < 2 AND journey IS NOT NULL AND received IS NOT NULL`,
    );
    for (const { id, at } of orders) {
      const known = first.get(String(id)) ?? Infinity;
      first.set(String(id), Math.min(known, Number(at)));
    }
  }
  return first;
}

/** Counts of bound customers, of all Journeys, are what their bindings say. */
function checkCounts(world: World, workload: Workload, report: Report): void {
  const counted = new Map<string, number>();
  const add = (promoter: unknown, count: number) =>
    counted.set(String(promoter), (counted.get(String(promoter)) ?? 0) + count);
  for (const journey of workload.ledgers) {
    const host = world.host("JOURNEY", journey);
    for (const { promoter, customers } of host.read("SELECT promoter, customers FROM bound_customers"))
      add(promoter, Number(customers));
    const spans = host.read(
      `SELECT b.customer_row AS customer, b.promoter, b.effective_at_ms AS effectiveAtMs, b.ended_at_ms AS endedAtMs,
         b.protected_for_ms AS protectedForMs
       FROM bindings b JOIN customers c ON c.row = b.customer_row WHERE c.moved < 2 ORDER BY b.row`,
    ) as unknown as (BindingSpan & { readonly customer: number })[];
    for (const timeline of Map.groupBy(spans, ({ customer }) => customer).values()) {
      const inForce = newestInForce(timeline);
      if (inForce !== undefined) add(inForce.promoter, -1);
    }
  }
  for (const [promoter, difference] of counted)
    if (difference !== 0)
      report(`${PROGRAM} counts ${difference} customers too many for promoter ${promoter}`);
}
