/** A person decides of all orders of a promoter together; the promoter says its say once, and another person decides then. */
import { describe, expect, test } from "vitest";
import { decide, hijacked, openCase, reviews } from "../../support/risk/hijacked.ts";
import { erase, ownersOf, whereIs } from "../../support/people/erased.ts";
import { EMPTY } from "../../support/shop.ts";

const DAY_MS = 86_400_000;

describe("a promoter whose orders are under review", () => {
  test("has one case, with its money, its orders and its reasons; the promoter sees no figures and nobody else", async () => {
    const { shop, thief, honest, asThief } = await hijacked();
    const found = await openCase(shop);
    expect(found).toMatchObject({
      promoterId: thief.id,
      state: "open",
      reasons: [{ code: "credit_displaced", orders: 3 }],
      orders: ["order-1", "order-2", "order-0"],
    });
    expect(Date.parse(found.expiresAt) - Date.parse(found.openedAt)).toBe(7 * DAY_MS);
    expect((await shop.get("/risk-cases")).body.data).toHaveLength(1);
    expect((await shop.get(`/risk-cases?promoterId=${honest.id}`)).body.data).toEqual([]);
    const own = (await asThief("GET", "/risk-cases")).body.data;
    expect(own).toHaveLength(1);
    expect(own[0].atStake).toBe(6_000);
    expect(JSON.stringify(own)).not.toMatch(/weight|facts/);
    expect((await asThief("GET", `/risk-cases?promoterId=${honest.id}`)).body.data).toEqual([]);
    expect((await asThief("POST", `/risk-cases/${found.id}/clear`, { reason: "me" })).status).toBe(404);
  });

  test("is paid once a person has cleared the case, and a repeat answers the same", async () => {
    const { shop, thief } = await hijacked();
    const { id } = await openCase(shop);
    expect(await shop.wallet(thief)).toEqual({ ...EMPTY, held: 6_000 });
    const cleared = await shop.post(`/risk-cases/${id}/clear`, { reason: "they are friends" });
    expect(cleared.body).toMatchObject({ state: "cleared", decision: { reason: "they are friends" } });
    expect(cleared.body.atStake).toBe(6_000);
    expect((await shop.post(`/risk-cases/${id}/clear`, { reason: "again" })).body).toEqual(cleared.body);
    await expect.poll(async () => await reviews(shop)).toEqual([false, false, false]);
    await shop.settle();
    await expect.poll(async () => await shop.wallet(thief)).toEqual({ ...EMPTY, available: 6_000 });
    expect((await shop.post(`/risk-cases/${id}/confirm`, { reason: "no" })).body.code).toBe("case_closed");
    expect((await shop.get("/risk-cases?state=cleared")).body.data[0].id).toBe(id);
  });

  test("is paid nothing where it was confirmed, and all of it where another person clears the appeal", async () => {
    const { shop, thief, asThief, second } = await hijacked();
    const { id } = await openCase(shop);
    expect((await shop.post(`/risk-cases/${id}/confirm`, { reason: "hijacked" })).body.state).toBe(
      "confirmed",
    );
    await expect.poll(async () => await shop.wallet(thief)).toEqual(EMPTY);
    expect((await shop.get("/orders/order-1")).body).toMatchObject({ state: "reversed" });

    const appealed = await asThief("POST", `/risk-cases/${id}/appeal`, {
      text: "They asked me for the link",
    });
    expect(appealed.body).toMatchObject({ state: "open", appeal: { text: "They asked me for the link" } });
    expect(appealed.body.expiresAt).toBeNull();
    const again = await asThief("POST", `/risk-cases/${id}/appeal`, { text: "And again" });
    expect([again.status, again.body.code]).toEqual([409, "already_appealed"]);

    const same = await decide(shop, shop.apiKey, id, "confirm");
    expect([same.status, same.body.code]).toEqual([409, "same_person"]);
    expect((await decide(shop, second, id, "clear")).body.state).toBe("cleared");
    await shop.settle();
    await expect.poll(async () => await shop.wallet(thief)).toEqual({ ...EMPTY, available: 6_000 });
    const { body } = await shop.get(`/promoters/${thief.id}/journal/verification`);
    expect(body).toMatchObject({ valid: true, brokenAt: null });
  });

  test("waits for a person where one looks longer, for four weeks where nobody says until when", async () => {
    const { shop, asThief } = await hijacked();
    const { id } = await openCase(shop);
    const held = await shop.post(`/risk-cases/${id}/hold`, { reason: "I ask the shop" });
    expect(Date.parse(held.body.expiresAt) - Date.parse(held.body.hold.at)).toBe(28 * DAY_MS);
    expect(held.body).toMatchObject({
      state: "open",
      hold: { at: expect.any(String), by: expect.any(String), reason: "I ask the shop" },
    });
    expect((await asThief("GET", `/risk-cases/${id}`)).body.hold).toEqual({ at: held.body.hold.at });
  });
});

test("what was said of a promoter, and by it, is nowhere once the promoter is erased", async () => {
  const { shop, thief, asThief } = await hijacked();
  const { id } = await openCase(shop);
  const said = {
    held: "asked the neighbours",
    appeal: "they are my friends",
    decided: "they are one person",
  };
  await shop.post(`/risk-cases/${id}/hold`, { reason: said.held });
  expect((await asThief("POST", `/risk-cases/${id}/appeal`, { text: said.appeal })).status).toBe(200);
  expect((await shop.post(`/risk-cases/${id}/confirm`, { reason: said.decided })).status).toBe(200);
  await expect.poll(async () => await shop.wallet(thief)).toEqual(EMPTY);
  const before = (await shop.get(`/risk-cases/${id}`)).body;
  expect(before).toMatchObject({ hold: { reason: said.held }, decision: { reason: said.decided } });
  expect(await erase(shop, `/promoters/${thief.id}`)).toMatchObject({ body: { state: "finished" } });
  const after = (await shop.get(`/risk-cases/${id}`)).body;
  expect(after).toMatchObject({
    state: "confirmed",
    hold: { at: before.hold.at, reason: "" },
    appeal: { text: "" },
    decision: { at: before.decision.at, reason: "" },
  });
  for (const text of Object.values(said)) expect(await whereIs(text, ownersOf(shop))).toEqual([]);
});

test("what is not there, not open or not said is refused, and changes nothing", async () => {
  const { shop } = await hijacked();
  const { id } = await openCase(shop);
  const post = async (path: string, body: unknown) =>
    (await shop.post(`/risk-cases/${path}`, body)).body.code;
  expect(await post("rc_zzzzz/clear", { reason: "x" })).toBe("unknown_risk_case");
  expect((await shop.get("/risk-cases/nonsense")).status).toBe(404);
  expect((await shop.post(`/risk-cases/${id}/clear`, {})).status).toBe(422);
  expect((await shop.post(`/risk-cases/${id}/clear`, { reason: "x", more: 1 })).status).toBe(422);
  expect((await shop.get("/risk-cases?state=gone")).status).toBe(422);
  expect((await openCase(shop)).id).toBe(id);
});
