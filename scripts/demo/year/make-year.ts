/**
 * A year of a shop, told through the API as any merchant would tell it late: the same promoters, orders and refunds each time.
 * Clicks are today's, since nobody can tell the service of a click: it saw it or not.
 */
import { type Conversion, createTributary, type Tributary } from "../../../sdk/node/tributary.ts";
import { DemoFailure, say, step } from "../print.ts";
import { until } from "../until.ts";
import { allOf } from "./all-of.ts";
import { Chance } from "./chance.ts";
import { payOut } from "./payouts.ts";
import { peopleOf } from "./people.ts";
import { salesOf } from "./sales.ts";
import { hire, openShop, setPlans, YEAR } from "./shop.ts";
import { buyByLink, buyTooSoon, tapLinks } from "./today.ts";

/** As many as a call may tell. */
const PER_CALL = 500;
const SEED = "a year of a tea shop";

/** Makes the program `year`. @returns false where it stands already: nothing is told again then. */
export async function makeYear(origin: string, key: string, nowMs = Date.now()): Promise<boolean> {
  const chance = new Chance(SEED);
  const api = createTributary({ origin, key, program: YEAR });
  step("A year of a shop, in the program `year`");
  if (!(await openShop(api))) {
    say("it stands already");
    return false;
  }
  await setPlans(api, nowMs);
  const sellers = await hire(api, peopleOf(chance));
  say(`${sellers.length} promoters on three levels, each with a coupon and two links`);
  const tokens = await tapLinks(chance, sellers);
  say(`${tokens.length} taps, all of them today's`);
  const { orders, events } = salesOf(chance, sellers, nowMs);
  await tellOrders(api, orders);
  await allOf(events, ({ orderId, ...body }) =>
    api.post("/v1/programs/{program}/orders/{orderId}/events", { path: { orderId }, body }),
  );
  say(`${events.length} refunds, cancellations and disputes`);
  await buyByLink(api, tokens);
  await buyTooSoon(api, sellers);
  const asked = await payOut(api, sellers);
  say(`${asked} payouts: some are paid, the others wait for a person`);
  say(`${await openCases(api)} risk cases are open`);
  return true;
}

async function tellOrders(api: Tributary, orders: readonly Conversion[]): Promise<void> {
  for (let first = 0; first < orders.length; first += PER_CALL) {
    const conversions = orders.slice(first, first + PER_CALL);
    const { results } = await api.post("/v1/programs/{program}/conversions", { body: { conversions } });
    const refused = results.find(({ status }) => status !== "accepted");
    if (refused !== undefined) throw new DemoFailure(`${refused.orderId} is ${refused.status}`);
    say(`${Math.min(first + PER_CALL, orders.length)} of ${orders.length} orders`);
  }
}

/** Cases are opened of what the read model has heard. */
async function openCases(api: Tributary): Promise<number> {
  let open = 0;
  await until("cases of risk", async () => {
    const { data } = await api.get("/v1/programs/{program}/risk-cases", { query: { state: "open" } });
    open = data.length;
    return open > 0 ? undefined : "no case is open";
  });
  return open;
}
