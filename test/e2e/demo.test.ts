/** `npm run demo` shows the whole journey with its figures, and goes on serving. */
import { afterAll, expect, test } from "vitest";
import { send, WECHAT } from "../../scripts/demo/client.ts";
import { makeYear } from "../../scripts/demo/year/make-year.ts";
import { bestSellerOf } from "../../scripts/demo/year/shop.ts";
import { createTributary } from "../../sdk/node/tributary.ts";
import { ADMIN_TOKEN, runService, type RunningService, temporaryStateDirectory } from "../support/service.ts";

const state = temporaryStateDirectory();
let running: RunningService | undefined;

afterAll(async () => {
  await running?.kill();
  state.remove();
});

/** What the demo printed where the pattern has its group. */
function printed(pattern: RegExp): string {
  return pattern.exec(running?.output() ?? "")?.[1] ?? `nothing printed matches ${pattern}`;
}

test("the demo shows a purchase from tap to payout, and keeps serving", async () => {
  running = await runService("demo", state.path);
  await running.printed("Done in");
  const text = running.output();
  for (const line of [
    "✓ the impression is recorded",
    "✓ redirected with 302",
    "✓ the shop's page answers there and loads the SDK",
    "✓ accepted, earned by the touch",
    "✓ two commissions: ¥10.00 to Wei, ¥5.00 to Ling",
    "✓ the same webhook again changes nothing",
    "✓ wallets: Wei pending ¥10.00, Ling pending ¥5.00",
    "✓ the order is held",
    "✓ wallets: Wei available ¥10.00, Ling available ¥5.00",
    "✓ each keeps what the unreturned part earns: ¥6.67 and ¥3.34",
    "✓ wallets: Wei available ¥6.67, Ling available ¥3.34",
    "✓ paid",
    "✓ the wallet agrees",
  ]) {
    expect(text).toContain(line);
  }
  const health = await fetch(`${running.url}/healthz`);
  expect([health.status, await health.json()]).toEqual([200, { status: "ok" }]);
});

test("it prints a share link that leads to the shop, which takes orders", async () => {
  // `fetch` would say that no page is navigated to.
  const tapped = await send(printed(/Open in a browser:\s+(http:\S+)/), {
    headers: { "user-agent": WECHAT },
  });
  const landing = new URL(tapped.headers.location ?? "");
  const shop = printed(/leads to the shop, (http:\/\/localhost:\d+)\/tea,/);
  expect(`${landing.origin}${landing.pathname}`).toBe(`${shop}/tea`);
  expect((await fetch(landing)).status).toBe(200);
  const clickToken = landing.searchParams.get("tby") ?? "";
  const bought = await fetch(`${shop}/orders`, {
    method: "POST",
    body: new URLSearchParams({ clickToken }),
  });
  expect(await bought.json()).toMatchObject({
    attribution: { basis: "touch" },
    commissions: [
      { promoterId: printed(/Wei \((pr_\w+)\)/), amount: 1_000 },
      { promoterId: printed(/Ling \((pr_\w+)\)/), amount: 500 },
    ],
  });
});

test("it prints the portal of Wei with a token that signs in there, and where the desk is", async () => {
  const [url, origin] = [printed(/(http:\S+\/portal\/demo)\n/), running?.url ?? ""];
  expect(url).toBe(`${origin}/portal/demo`);
  expect(running?.output()).toContain(`  ${origin}/\n      The desk. Sign in with`);
  const signedIn = await fetch(`${origin}/v1/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json", origin },
    body: JSON.stringify({ key: printed(/portal of Wei\. Sign in with this token: (tp_\w+)/) }),
  });
  expect([signedIn.status, await signedIn.json()]).toEqual([
    201,
    expect.objectContaining({ program: "demo", promoterId: printed(/Wei \((pr_\w+)\)/) }),
  ]);
});

test("stopped, it closes the shop too", async () => {
  const shop = printed(/leads to the shop, (http:\S+),/);
  expect(await running?.stop()).toBe(0);
  await expect(fetch(shop)).rejects.toThrow("fetch failed");
});

test("it runs again on the same data with figures of its own", async () => {
  running = await runService("demo", state.path);
  await running.printed("Done in");
  expect(running.output()).toContain("program `demo` stands already");
  expect(running.output()).toContain("✓ wallets: Wei available ¥6.67, Ling available ¥3.34");
});

test("a year of a shop is told through the API, once, and leaves a person with work to do", async () => {
  const origin = running?.url ?? "";
  expect([await makeYear(origin, ADMIN_TOKEN), await makeYear(origin, ADMIN_TOKEN)]).toEqual([true, false]);
  const api = createTributary({ origin, key: ADMIN_TOKEN, program: "year" });
  const payouts = await api.get("/v1/programs/{program}/payouts", { query: { limit: 200 } });
  const states = Map.groupBy(payouts.data, ({ state }) => state);
  expect([...states].map(([state, { length }]) => [state, length])).toEqual(
    expect.arrayContaining([
      ["paid", 5],
      ["failed", 1],
      ["processing", 1],
      ["rejected", 1],
      ["approved", 2],
      ["requested", 3],
    ]),
  );
  const best = await bestSellerOf(api);
  const days = {
    from: new Date(Date.now() - 366 * 86_400_000).toISOString().slice(0, 10),
    sort: "-sales",
  } as const;
  const first = async () => {
    const { data } = await api.get("/v1/programs/{program}/reports/promoters", { query: days });
    return data.find(({ promoterId }) => promoterId !== null)?.promoterId;
  };
  await expect.poll(first).toBe(best.id);
  const { data: cases } = await api.get("/v1/programs/{program}/risk-cases", { query: { state: "open" } });
  expect(cases.length).toBeGreaterThan(0);
  const { data: promoters } = await api.get("/v1/programs/{program}/promoters", { query: { limit: 200 } });
  const path = { id: promoters[0]?.id ?? "" };
  const proof = await api.get("/v1/programs/{program}/promoters/{id}/journal/verification", { path });
  expect(proof.valid).toBe(true);
});
