/** Orders with a click of many customers, or of a customer with many browsers, say so, and no others do. */
import { touchKey } from "../../../../domain/attribution/touch.ts";
import { DAY_MS } from "../../../../domain/kernel/duration.ts";
import type { RiskCode } from "../../../../domain/order/risk-reason.ts";
import type { OrderView } from "../../../../domain/settlement/order-view.ts";
import type { World } from "../../platform/world.ts";
import type { SentOrder } from "../../workload/received.ts";
import type { Workload } from "../../workload/workload.ts";
import type { Findings, Report } from "../findings.ts";

interface Used {
  readonly view: OrderView;
  /** What is used, and by whom. */
  readonly key: string;
  readonly user: string;
  readonly most: number;
}

export function checkUses(world: World, workload: Workload, found: Findings, report: Report): void {
  // What an owner has lost of its own nobody can tell it, and in worlds of wrong clocks uses are over sooner or later.
  if (workload.losesObjects || world.faults.counts.jumps + world.faults.counts.machineJumps > 0) return;
  const sent = [...workload.received.sent.values()];
  const orders = sent.flatMap((one) => {
    const view = found.orders.get(one.orderId)?.view;
    return view === undefined || view.decision.terms.fraud === undefined ? [] : [{ sent: one, view }];
  });
  checkCounts(
    orders.flatMap(({ view }) => clicksOf(view)),
    "customers_per_click",
    report,
  );
  checkCounts(
    orders.flatMap(({ sent: one, view }) => devicesOf(one, view)),
    "devices_per_customer",
    report,
  );
}

/** The newest click of each credited promoter that counted. */
function clicksOf(view: OrderView): Used[] {
  const { order, decision } = view;
  const { basis, credits, touches } = decision.attribution;
  const { customerId } = order;
  if (basis !== "touch" || customerId === undefined || view.decision.risk.verdict === "block") return [];
  return credits.flatMap(({ promoter }) => {
    const counted = touches.filter((touch) => touch.promoter === promoter && touch.verdict === "counted");
    const last = counted.at(-1);
    const most = decision.terms.fraud?.maxCustomersPerClick ?? 0;
    return last === undefined ? [] : [{ view, key: touchKey(last), user: customerId, most }];
  });
}

function devicesOf({ device, customerId }: SentOrder, view: OrderView): Used[] {
  const most = view.decision.terms.fraud?.maxDevicesPerCustomer ?? 0;
  return device === null || customerId === undefined ? [] : [{ view, key: customerId, user: device, most }];
}

function checkCounts(uses: readonly Used[], code: RiskCode, report: Report): void {
  const passed = new Set<string>();
  const open = new Set<string>();
  for (const own of Map.groupBy(uses, ({ key }) => key).values()) {
    const users = new Set(own.map(({ user }) => user)).size;
    // Within a short lookback some may have been over when others came.
    const isWhole = own.every(({ view }) => view.decision.terms.attribution.clickLookbackMs >= DAY_MS);
    for (const { view, most } of own) {
      if (users > most) (isWhole ? passed : open).add(view.order.orderId);
    }
  }
  for (const { view } of uses) {
    const { orderId } = view.order;
    const says = view.risk.reasons.some((reason) => reason.code === code);
    if (passed.has(orderId) && !says) report(`${orderId} does not say ${code}`);
    if (says && !passed.has(orderId) && !open.has(orderId)) report(`${orderId} says ${code} without cause`);
  }
}
