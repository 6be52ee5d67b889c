/** Who follows the page on Stripe, command by command, has a commission by the first event that Stripe signs. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Stripe } from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { typeInto } from "../support/guide.ts";
import { ADMIN_TOKEN, type RunningService, runService, temporaryStateDirectory } from "../support/service.ts";
import { Payment } from "../support/stripe/payment.ts";
import { tokenOf } from "./traffic/taps.ts";

const PAGE = resolve(import.meta.dirname, "../../docs/sources/stripe.md");
/** As the page writes the host of its readers. */
const WRITTEN_ORIGIN = "https://track.shop.example";

const state = temporaryStateDirectory();
let service: RunningService;

beforeAll(async () => {
  service = await runService("start", state.path);
});

afterAll(async () => {
  await service.kill();
  state.remove();
});

async function made(path: string, token: string, body: unknown): Promise<Record<string, string>> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const answer = await fetch(`${service.url}${path}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  expect([path, answer.status]).toEqual([path, 201]);
  return (await answer.json()) as Record<string, string>;
}

test("its commands connect the account, and a checkout that carries a token pays its promoter", async () => {
  const { apiKey = "" } = await made("/v1/programs", ADMIN_TOKEN, {
    id: "shop",
    name: "Shop",
    currency: "USD",
    allowedHosts: ["shop.example"],
  });
  const rules = [{ id: "base", scope: {}, levels: [{ level: 1, kind: "percentage", rateBps: 1_000 }] }];
  await fetch(`${service.url}/v1/programs/shop/commission-rules`, {
    method: "PUT",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ rules }),
  });
  const { id: promoterId } = await made("/v1/programs/shop/promoters", apiKey, { memberId: "lin" });
  const destination = "https://shop.example/";
  const { url = "" } = await made("/v1/programs/shop/links", apiKey, { promoterId, destination });
  const token = await tokenOf(`${service.url}${new URL(url).pathname}`);

  const page = readFileSync(PAGE, "utf8");
  const commands = [...page.matchAll(/^```sh\n(.*?)^```$/gms)]
    .map(([, block = ""]) => block.replaceAll(WRITTEN_ORIGIN, service.url))
    .filter((block) => block.startsWith("curl"));
  expect(commands).toHaveLength(3);
  const silently = commands.map((command) => command.replace("curl", "curl -sS"));
  const { printed, complaints } = await typeInto(
    ["bash", "--norc"],
    [`export KEY=${apiKey}`, ...silently],
    service.url,
  );
  expect(complaints).toBe("");
  expect(printed).toContain('"configured":true');
  expect(printed).toContain('"promo_1QLkTz2eZvKYlo2C":"LILEI10"');

  const [, secret = ""] = /"secret":"(whsec_\w+)"/.exec(page) ?? [];
  const atS = Math.floor(Date.now() / 1_000) + 1;
  const payment = new Payment({
    name: "first",
    currency: "usd",
    total: 12_000,
    tax: 2_000,
    atS,
    metadata: { tby: token },
  });
  const payload = JSON.stringify(payment.sessionCompleted());
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret });
  const answer = await fetch(`${service.url}/webhooks/shop/stripe`, {
    method: "POST",
    headers: { "stripe-signature": signature },
    body: payload,
  });
  expect([answer.status, await answer.json()]).toMatchObject([
    200,
    {
      results: [
        { orderId: payment.intent, status: "accepted", commissions: [{ promoterId, amount: 1_000 }] },
      ],
    },
  ]);
});
