/** One purchase from the tap on a share link to money paid out, each step checked against its figures. */
import { randomBytes } from "node:crypto";
import type {
  Link,
  NewPromoter,
  PayoutBatch,
  Promoter,
  Tributary,
  Wallet,
} from "../../sdk/node/tributary.ts";
import { type Json, send, WECHAT } from "./client.ts";
import { balances, DemoFailure, expect, money, say, step } from "./print.ts";
import { allowShop, createProgram } from "./program.ts";
import { type DemoShop, openDemoShop } from "./shop.ts";
import { until } from "./until.ts";

export interface Visited {
  readonly shareLink: string;
  readonly shopPage: string;
  readonly orderId: string;
  readonly promoterId: string;
  readonly uplineId: string;
}

interface Setting {
  readonly origin: string;
  readonly api: Tributary;
  readonly shop: DemoShop;
  /** Told apart from other runs on the same data. */
  readonly run: string;
  readonly promoter: Promoter;
  readonly upline: Promoter;
  readonly link: Link;
}

export async function journey(origin: string, api: Tributary): Promise<Visited> {
  const run = randomBytes(3).toString("hex");
  const setting = await prepare(origin, api, run);
  const clickToken = await tap(setting);
  const orderId = await buy(setting, clickToken);
  await receive(setting, orderId);
  await refund(setting, orderId);
  await payOut(setting);
  await audit(setting);
  const { shop, link, promoter, upline } = setting;
  return {
    shareLink: link.url,
    shopPage: shop.page,
    orderId,
    promoterId: promoter.id,
    uplineId: upline.id,
  };
}

async function prepare(origin: string, api: Tributary, run: string): Promise<Setting> {
  step("A merchant's program: 10 % to the promoter, 5 % to the upline, held 3 s after receipt");
  const webhookSecret = await createProgram(api);
  const shop = await openDemoShop({ tributary: origin, program: "demo", webhookSecret });
  await allowShop(api, shop.host);
  say(`the shop is open at ${shop.page}`);
  step("Two promoters: Ling recruited Wei");
  const hire = (body: NewPromoter) => api.post("/v1/programs/{program}/promoters", { body });
  const upline = await hire({ memberId: `ling-${run}`, name: "Ling" });
  const promoter = await hire({ memberId: `wei-${run}`, name: "Wei", uplineMemberId: upline.memberId });
  say(`Ling is ${upline.id}, Wei is ${promoter.id}`);
  step("Wei's share link");
  const link = await api.post("/v1/programs/{program}/links", {
    body: {
      promoterId: promoter.id,
      destination: `${shop.page}?size=250g#reviews`,
      preview: { title: "Spring tea", description: "Picked before the rain" },
    },
  });
  say(link.url);
  return { origin, api, shop, run, promoter, upline, link };
}

/** @returns the click token that the buyer carries to the shop. */
async function tap({ origin, link }: Setting): Promise<string> {
  step("A buyer sees the link on a page, then taps it in WeChat");
  const pixel = await send(`${origin}/p.gif?program=demo&link=${link.slug}&e=impression`, {
    headers: { "user-agent": WECHAT, "sec-fetch-dest": "image", "sec-fetch-mode": "no-cors" },
  });
  expect("the pixel is a GIF", pixel.bytes.subarray(0, 6).toString("latin1"), "GIF89a");
  expect("the impression is recorded", pixel.headers["tributary-status"], "recorded");
  const answer = await send(`${origin}/s/${link.slug}?utm_source=wechat`, {
    headers: {
      "user-agent": WECHAT,
      accept: "text/html",
      "sec-fetch-dest": "document",
      "sec-fetch-mode": "navigate",
    },
  });
  expect("redirected with 302", answer.status, 302);
  const landing = new URL(answer.headers.location ?? "");
  const token = landing.searchParams.get("tby") ?? "";
  expect(
    "the landing page keeps its own query and fragment",
    [landing.searchParams.get("size"), landing.hash],
    ["250g", "#reviews"],
  );
  expect("what was on the share link passes through", landing.searchParams.get("utm_source"), "wechat");
  if (token === "" || token.length > 240) throw new DemoFailure(`no usable click token in ${landing.href}`);
  const { bytes } = await send(landing.href);
  expect("the shop's page answers there and loads the SDK", bytes.includes(`${origin}/t.js`), true);
  say(`lands on ${landing.origin}${landing.pathname} with a click token of ${token.length} characters`);
  return token;
}

async function buy(setting: Setting, clickToken: string): Promise<string> {
  const { run, shop, promoter, upline } = setting;
  const orderId = `order-${run}`;
  const order = { orderId, amount: 10_001, currency: "CNY", customerId: `buyer-${run}`, clickToken };
  step(`The buyer pays ${money(order.amount)}; the shop sends a signed webhook`);
  const first = resultOf(await shop.report(`paid-${run}`, "order.paid", order));
  expect("accepted, earned by the touch", [first.status, first.attribution.basis], ["accepted", "touch"]);
  expect("two commissions: ¥10.00 to Wei, ¥5.00 to Ling", sharesOf(first), [
    [promoter.id, 1, 1_000],
    [upline.id, 2, 500],
  ]);
  const again = resultOf(await shop.report(`paid-${run}`, "order.paid", order));
  expect("the same webhook again changes nothing", again.status, "duplicate");
  await settled(setting, "pending", 1_000, 500);
  return orderId;
}

async function receive(setting: Setting, orderId: string): Promise<void> {
  const { run, shop, api } = setting;
  step("The goods arrive: the commission is held for 3 seconds, then released by an alarm");
  await shop.report(`received-${run}`, "order.received", { orderId });
  const held = await api.get("/v1/programs/{program}/orders/{orderId}", { path: { orderId } });
  expect("the order is held", held.state, "held");
  say(`until ${held.holdEndsAt}`);
  await settled(setting, "available", 1_000, 500);
}

async function refund(setting: Setting, orderId: string): Promise<void> {
  const { run, shop, api } = setting;
  step(`A part comes back: ${money(3_333)} of ${money(10_001)} is refunded`);
  await shop.report(`refund-${run}`, "order.refunded", { orderId, amount: 3_333 });
  const order = await api.get("/v1/programs/{program}/orders/{orderId}", { path: { orderId } });
  const kept = order.commissions.map((commission) => commission.kept);
  expect("each keeps what the unreturned part earns: ¥6.67 and ¥3.34", kept, [667, 334]);
  await settled(setting, "available", 667, 334);
}

async function payOut(setting: Setting): Promise<void> {
  const { api, promoter, run } = setting;
  step(`Wei withdraws ${money(667)}`);
  const path = { id: promoter.id };
  const payee = {
    kind: "bank",
    name: "Wei",
    bank: "Bank of Chengdu",
    account: "6222020200112233445",
  } as const;
  await api.put("/v1/programs/{program}/promoters/{id}/payee", { path, body: payee });
  const payout = await api.post("/v1/programs/{program}/promoters/{id}/payouts", {
    path,
    body: { amount: 667 },
    idempotencyKey: `payout-${run}`,
  });
  expect("requested, and reserved in the wallet", [payout.state, payout.net], ["requested", 667]);
  const move = (move: "approve" | "paid") =>
    api.post("/v1/programs/{program}/payouts/{id}/{move}", { path: { id: payout.id, move }, body: {} });
  const approved = await move("approve");
  expect("approved by the operator", approved.state, "approved");
  const opened = await api.post("/v1/programs/{program}/payout-batches", {
    body: {},
    idempotencyKey: `batch-${run}`,
  });
  const batch = await seal(api, opened);
  say(`payout batch ${batch.id}: ${batch.count} payout, net ${money(batch.net)}`);
  const paid = await move("paid");
  expect("paid", paid.state, "paid");
  const wallet = await walletOf(api, promoter.id);
  expect("the wallet agrees", [wallet.available, wallet.reserved, wallet.paid], [0, 0, 667]);
}

async function seal(api: Tributary, batch: PayoutBatch): Promise<PayoutBatch> {
  let current = batch;
  await until("the payout batch is sealed", async () => {
    current = await api.get("/v1/programs/{program}/payout-batches/{id}", { path: { id: batch.id } });
    return current.state === "sealed" ? undefined : current.state;
  });
  return current;
}

async function audit({ api, promoter, upline }: Setting): Promise<void> {
  step("The books");
  for (const [name, { id }] of [
    ["Wei", promoter],
    ["Ling", upline],
  ] as const) {
    const path = { id };
    const journal = await api.get("/v1/programs/{program}/promoters/{id}/journal", { path });
    const proof = await api.get("/v1/programs/{program}/promoters/{id}/journal/verification", { path });
    expect(`${name}'s journal of ${journal.data.length} entries is whole`, proof.valid, true);
    say(`${name}: ${balances(await walletOf(api, id))}`);
  }
}

/** Waits until both wallets hold these sums in an account. */
async function settled(
  setting: Setting,
  account: "pending" | "available",
  wei: number,
  ling: number,
): Promise<void> {
  const { api, promoter, upline } = setting;
  const label = `wallets: Wei ${account} ${money(wei)}, Ling ${account} ${money(ling)}`;
  await until(label, async () => {
    const found = [(await walletOf(api, promoter.id))[account], (await walletOf(api, upline.id))[account]];
    return found[0] === wei && found[1] === ling ? undefined : found.join(" and ");
  });
  expect(label, true, true);
}

function walletOf(api: Tributary, id: string): Promise<Wallet> {
  return api.get("/v1/programs/{program}/promoters/{id}/wallet", { path: { id } });
}

function resultOf(body: Json): Json {
  return body.results?.[0] ?? body;
}

function sharesOf(result: Json): unknown[] {
  return result.commissions.map((share: Json) => [share.promoterId, share.level, share.amount]);
}
