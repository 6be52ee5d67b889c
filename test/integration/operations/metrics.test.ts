/** What an operator measures by: requests by class and status with the time they took, and one id for each request. */
import { env } from "cloudflare:workers";
import { afterEach, expect, test, vi } from "vitest";
import { RequestCounts } from "../../../worker/http/traffic/request-counts.ts";
import { openShop, request } from "../../support/shop.ts";
import { watchLog } from "../../support/vitest/watch-log.ts";

const OPERATOR = { token: "operator-of-the-tests" };

afterEach(() => vi.restoreAllMocks());

async function sample(name: string): Promise<number> {
  const { body } = await request("GET", "/metrics", OPERATOR);
  const line = (body as string).split("\n").find((one) => one.startsWith(`${name} `));
  return Number(line?.slice(name.length + 1) ?? Number.NaN);
}

test("requests are counted by class and status, and a failed one is among them", async () => {
  const shop = await openShop();
  const [taken, refused] = ["200", "422"].map(
    (status) => `tributary_requests_total{class="orders",status="${status}"}`,
  );
  if (taken === undefined || refused === undefined) throw new Error("no names");
  const order = async (amount: number) =>
    await shop.post("/conversions", { orderId: crypto.randomUUID(), amount, currency: "CNY" });
  await order(1);
  await order(-1);
  const before = [await sample(taken), await sample(refused)];
  for (const amount of [1, 2, 3, -1]) await order(amount);
  expect([await sample(taken), await sample(refused)]).toEqual([(before[0] ?? 0) + 3, (before[1] ?? 0) + 1]);
  expect(await sample('tributary_request_seconds_total{class="orders"}')).toBeGreaterThanOrEqual(0);
});

test("what could not be written is counted with the next write, once", async () => {
  const counts = new RequestCounts();
  const of = async () =>
    await env.REPORTS.prepare(
      "SELECT n FROM totals WHERE kind = 'requests' AND label = 'webhooks 299'",
    ).first<number>("n");
  counts.add("POST", "/webhooks/p/standard", 299, 5);
  expect(counts.isDue(1_000)).toBe(false);
  expect(counts.isDue(61_000)).toBe(true);
  const away = new Proxy(env.REPORTS, {
    get() {
      throw new Error("D1_ERROR: away");
    },
  });
  await counts.write(away, 61_000);
  counts.add("POST", "/webhooks/p/standard", 299, 5);
  await counts.write(env.REPORTS, 122_000);
  await counts.write(env.REPORTS, 183_000);
  expect(await of()).toBe(2);
});

test("more counts than a statement takes parameters are written together", async () => {
  const counts = new RequestCounts();
  const program = `many-${crypto.randomUUID().slice(0, 8)}`;
  for (let answer = 0; answer < 300; answer += 1) counts.addOrderAnswer(program, `answer-${answer}`);
  await counts.write(env.REPORTS, 0);
  const written = env.REPORTS.prepare(
    "SELECT sum(n) AS n FROM totals WHERE kind = 'order_answers' AND label LIKE ? || ' %'",
  );
  expect(await written.bind(program).first("n")).toBe(300);
});

test("every answer names its request, and the lines of the log that were written for it do too", async () => {
  const log = watchLog();
  const shop = await openShop();
  await env.LINKS.prepare("ALTER TABLE links RENAME TO links_away").run();
  const failed = await shop.get("/links");
  await env.LINKS.prepare("ALTER TABLE links_away RENAME TO links").run();
  expect(failed.status).toBe(503);
  const id = failed.headers.get("tributary-request-id");
  expect(id).toMatch(/^[0-9a-f]{16}$/);
  const lines = log.told("storage_failed", shop.id).map(({ facts }) => facts["request"]);
  expect(lines).toContain(id);
  const fine = await shop.get("/links");
  expect(fine.headers.get("tributary-request-id")).not.toBe(id);
});
