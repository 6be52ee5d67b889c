/**
 * What happens to a shop before its state is kept as that of a release: of everything that the service stores there is
 * something. Nothing in it becomes due later, so that the state means the same in any year.
 */
type Json = any; // oxlint-disable-line typescript/no-explicit-any -- answers are read as any client would

export const TOKEN = "operator-of-the-kept-releases";
const PATH = "/v1/programs/kept";
const ORDERS = 24;
const CUSTOMERS = 6;
const RULES = [
  {
    id: "base",
    levels: [
      { level: 1, kind: "percentage", rateBps: 1_000 },
      { level: 2, kind: "percentage", rateBps: 500 },
    ],
  },
  {
    id: "autumn",
    scope: { campaignId: "autumn" },
    levels: [{ level: 1, kind: "hybrid", rateBps: 1_200, amount: 7 }],
  },
];

async function call(url: string, method: string, path: string, body?: object, key?: string): Promise<Json> {
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      "content-type": "application/json",
      ...(key === undefined ? {} : { "idempotency-key": key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
  return JSON.parse(text);
}

/** A program with rules, tiers and a campaign. */
async function open(url: string): Promise<void> {
  await call(url, "POST", "/v1/programs", {
    id: "kept",
    name: "Kept",
    currency: "CNY",
    objects: 2,
    allowedHosts: ["shop.example"],
    promoterRule: { kind: "operator" },
    settlement: { holdPeriod: "PT0S", holdStartsAt: "received", autoReceiveAfter: null, minPayout: 1 },
    attribution: { grace: "PT0S" },
  });
  await call(url, "PUT", `${PATH}/commission-rules`, { rules: RULES });
  await call(url, "PUT", `${PATH}/tiers`, {
    tiers: [
      { name: "basic", fromSales: 0 },
      { name: "gold", fromSales: 20_000 },
    ],
  });
  const dates = { startsAt: "2026-01-01T00:00:00Z", endsAt: "2126-01-01T00:00:00Z" };
  await call(url, "POST", `${PATH}/campaigns`, { id: "autumn", name: "Autumn", budget: 4_000, ...dates });
  await call(url, "PATCH", PATH, { settlement: { minPayout: 2 } });
}

/** Two lines of two, their links and coupons, and customers who are bound. */
async function enrol(url: string): Promise<string[]> {
  const promoters: string[] = [];
  for (const [memberId, uplineMemberId] of [["a"], ["b", "a"], ["c"], ["d", "c"]]) {
    const { id } = await call(url, "POST", `${PATH}/promoters`, { memberId, uplineMemberId });
    promoters.push(id);
    await call(url, "POST", `${PATH}/coupons`, { code: `CODE-${memberId}`, promoterId: id });
    const campaignId = memberId === "d" ? { campaignId: "autumn" } : {};
    await call(url, "POST", `${PATH}/links`, {
      slug: `kept-${memberId}-link`,
      promoterId: id,
      destination: "https://shop.example/tea",
      ...campaignId,
    });
  }
  for (let customer = 0; customer < CUSTOMERS; customer += 1) {
    const promoterId = promoters[customer % 4];
    await call(url, "POST", `${PATH}/bindings`, { customerId: `customer-${customer}`, promoterId });
  }
  return promoters;
}

/** Orders of bound customers, by coupons, by campaign, of nobody; and what became of them. */
async function trade(url: string): Promise<void> {
  const conversions = Array.from({ length: ORDERS }, (_, index) => ({
    orderId: `order-${index}`,
    amount: 1_000 + 137 * index,
    currency: "CNY",
    ...(index % 5 === 4 ? { couponCode: "CODE-d" } : { customerId: `customer-${index % CUSTOMERS}` }),
    ...(index % 4 === 3 ? { campaignId: "autumn" } : {}),
  }));
  await call(url, "POST", `${PATH}/conversions`, { conversions });
  await call(url, "POST", `${PATH}/conversions`, { orderId: "nobody", amount: 900, currency: "CNY" });
  const event = async (index: number, type: string, more: object = {}) =>
    await call(url, "POST", `${PATH}/orders/order-${index}/events`, {
      eventId: `${type}-${index}`,
      type,
      ...more,
    });
  for (let index = 0; index < ORDERS; index += 2) await event(index, "received");
  for (let index = 0; index < ORDERS; index += 6) await event(index, "refunded", { amount: 300 + index });
  await event(6, "refund_voided", { voids: "refunded-6" });
  await event(7, "refunded");
  await event(9, "disputed", { disputeId: "d1" });
  await call(url, "POST", `${PATH}/orders/order-13/review`, { reason: "it looks odd" });
  // Its order has not come yet.
  await call(url, "POST", `${PATH}/orders/early/events`, { eventId: "e1", type: "refunded", amount: 250 });
}

/** Adjustments, and a payout in each state that it can rest in. */
async function payOut(url: string, promoters: readonly string[]): Promise<void> {
  const [a = "", b = "", c = "", d = ""] = promoters;
  for (const [place, promoter] of promoters.entries()) {
    const path = `${PATH}/promoters/${promoter}`;
    const payee = { kind: "bank", name: "Kept", bank: "A bank", account: `622202020011223${place}` };
    await call(url, "PUT", `${path}/payee`, payee);
    const bonus = { kind: "bonus", amount: 5_000, reason: "a start" };
    await call(url, "POST", `${path}/adjustments`, bonus, `bonus-${place}`);
    await call(url, "POST", `${path}/payouts`, { amount: 700 + place }, `payout-${place}`);
  }
  const payouts = async (promoter: string) =>
    (await call(url, "GET", `${PATH}/promoters/${promoter}/payouts`)).data[0].id as string;
  for (const promoter of [a, b, c]) {
    await call(url, "POST", `${PATH}/payouts/${await payouts(promoter)}/approve`, {});
  }
  await call(url, "POST", `${PATH}/payout-batches`, {}, "batch-1");
  await call(url, "POST", `${PATH}/payouts/${await payouts(a)}/paid`, {});
  await call(url, "POST", `${PATH}/payouts/${await payouts(b)}/failed`, { reason: "no such account" });
  const penalty = { kind: "penalty", amount: 40, reason: "a mistake" };
  await call(url, "POST", `${PATH}/promoters/${d}/adjustments`, penalty, "penalty");
}

/** The whole story. Its last orders are still on their way to the wallets when it returns. */
export async function tell(url: string): Promise<void> {
  await open(url);
  const promoters = await enrol(url);
  await trade(url);
  await payOut(url, promoters);
  await call(url, "PATCH", `${PATH}/promoters/${promoters[3]}`, { status: "suspended" });
  const conversions = Array.from({ length: 20 }, (_, index) => ({
    orderId: `last-${index}`,
    amount: 500 + index,
    currency: "CNY",
    customerId: `customer-${index % CUSTOMERS}`,
  }));
  await call(url, "POST", `${PATH}/conversions`, { conversions });
}

const pick = (value: Json, ...members: string[]): Json =>
  Object.fromEntries(members.flatMap((name) => (value[name] === undefined ? [] : [[name, value[name]]])));

async function listed(url: string, path: string): Promise<Json[]> {
  const found: Json[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const query: string = `limit=100${cursor === "" ? "" : `&cursor=${cursor}`}`;
    const page: Json = await call(url, "GET", `${PATH}/${path}?${query}`);
    found.push(...page.data);
    cursor = page.nextCursor ?? null;
  }
  return found;
}

async function orderOf(url: string, orderId: string): Promise<Json> {
  const order = await call(url, "GET", `${PATH}/orders/${orderId}`);
  return {
    ...pick(order, "orderId", "amount", "state", "reversedAmount", "underReview"),
    events: order.events.map((event: Json) => pick(event, "eventId", "type", "amount")),
    commissions: order.commissions.map((one: Json) =>
      pick(one, "promoterId", "level", "amount", "kept", "state"),
    ),
  };
}

/** All that a merchant and an operator can read of the shop and that a release must not change. */
export async function readAll(url: string): Promise<Json> {
  const orderIds = [
    ...Array.from({ length: ORDERS }, (_, index) => `order-${index}`),
    ...Array.from({ length: 20 }, (_, index) => `last-${index}`),
    "nobody",
  ];
  const orders: Json[] = [];
  for (const orderId of orderIds) orders.push(await orderOf(url, orderId));
  const promoters: Json[] = [];
  for (const promoter of await listed(url, "promoters")) {
    const path = `promoters/${promoter.id}`;
    const journal = await listed(url, `${path}/journal`);
    promoters.push({
      ...pick(promoter, "id", "memberId", "status", "uplineId"),
      wallet: await call(url, "GET", `${PATH}/${path}/wallet`),
      valid: (await call(url, "GET", `${PATH}/${path}/journal/verification`)).valid,
      // Which of two objects was first to tell a wallet is chance, so entries are shown without their places.
      journal: journal
        .map(({ kind, debit, credit, amount, orderId }) => [kind, orderId, debit, credit, amount].join(" "))
        .sort(),
      payouts: (await listed(url, `${path}/payouts`)).map((one) =>
        pick(one, "id", "state", "gross", "withheld", "net"),
      ),
      payee: await call(url, "GET", `${PATH}/${path}/payee`),
      tier: (await call(url, "GET", `${PATH}/${path}/sales`)).tier,
    });
  }
  // Releases list them in other sequences.
  const links = (await listed(url, "links"))
    .map((link) => pick(link, "slug", "promoterId", "destination", "status", "campaignId"))
    .toSorted((one, other) => String(one.slug).localeCompare(String(other.slug)));
  const [campaign] = await listed(url, "campaigns");
  const list = (await listed(url, "orders")).map((order) => pick(order, "orderId", "amount", "state"));
  return {
    orders,
    promoters,
    links,
    campaign: pick(campaign, "id", "budget", "spent", "reserved"),
    list,
  };
}

/** The shop goes on: the order whose refund came before it, and a payout of what that and everything else left. */
export async function goOn(url: string): Promise<Json> {
  await call(url, "POST", `${PATH}/conversions`, {
    orderId: "early",
    amount: 1_000,
    currency: "CNY",
    customerId: "customer-0",
  });
  const [first] = await listed(url, "promoters");
  const path = `${PATH}/promoters/${first.id}`;
  const { available } = await call(url, "GET", `${path}/wallet`);
  const payout = await call(url, "POST", `${path}/payouts`, { amount: available }, "of-the-rest");
  return { order: await orderOf(url, "early"), rest: payout.gross === available };
}
