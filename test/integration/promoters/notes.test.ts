/** Notes of promoters over HTTP: for people who manage the program, each written once, and gone with the promoter. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { call } from "../../support/api-client.ts";
import { openShop, type Shop } from "../../support/shop.ts";

async function shopWithPromoter() {
  const shop = await openShop();
  const { id } = (await shop.post("/promoters", { memberId: "li" })).body;
  return { shop, id, path: `/promoters/${id}/notes` };
}

async function takeAway(shop: Shop, path: string) {
  return await call("DELETE", `/v1/programs/${shop.id}${path}`, { token: shop.apiKey });
}

test("notes are listed the newest first, page by page, with who wrote them and when", async () => {
  const { shop, path } = await shopWithPromoter();
  for (const text of ["one", "two\nlines", "three"])
    expect((await shop.post(path, { text })).status).toBe(201);
  const first = (await shop.get(`${path}?limit=2`)).body;
  expect(first.data.map(({ text }: { text: string }) => text)).toEqual(["three", "two\nlines"]);
  expect(first.data[0]).toMatchObject({
    id: expect.stringMatching(/^nt_[0-9a-f]{16}$/),
    author: expect.stringMatching(/^ak_/),
  });
  const second = (await shop.get(`${path}?limit=2&cursor=${first.nextCursor}`)).body;
  expect([second.data.map(({ text }: { text: string }) => text), second.nextCursor]).toEqual([["one"], null]);
});

test("a note is written once per key, and a key for another text is refused", async () => {
  const { shop, path } = await shopWithPromoter();
  const key = { "idempotency-key": "k" };
  const first = await shop.post(path, { text: "once" }, key);
  const again = await shop.post(path, { text: "once" }, key);
  expect([first.status, again.status, again.body.id]).toEqual([201, 200, first.body.id]);
  expect(await shop.post(path, { text: "other" }, key)).toMatchObject({
    status: 409,
    body: { code: "idempotency_conflict" },
  });
  expect((await shop.get(path)).body.data).toHaveLength(1);
});

test("a note that is taken away is gone, and another promoter's path takes none away", async () => {
  const { shop, path } = await shopWithPromoter();
  const other = (await shop.post("/promoters", { memberId: "wang" })).body.id;
  const { id } = (await shop.post(path, { text: "kept" })).body;
  expect((await takeAway(shop, `/promoters/${other}/notes/${id}`)).status).toBe(204);
  expect((await shop.get(path)).body.data).toHaveLength(1);
  for (let times = 0; times < 2; times += 1) expect((await takeAway(shop, `${path}/${id}`)).status).toBe(204);
  expect((await shop.get(path)).body.data).toEqual([]);
});

test("texts that are none are refused and change nothing, and nobody's notes are unknown", async () => {
  const { shop, path } = await shopWithPromoter();
  for (const body of [
    {},
    { text: "" },
    { text: " \n\u200b " },
    { text: 7 },
    { text: "x".repeat(2_001) },
    { text: "a\u0000" },
    { text: "a", by: "me" },
  ])
    expect((await shop.post(path, body)).body.code).toBe("invalid_body");
  expect((await shop.post("/promoters/pr_zzzz/notes", { text: "a" })).body.code).toBe("unknown_promoter");
  expect((await shop.get(path)).body.data).toEqual([]);
});

test("a promoter does not reach notes, and an export of the person holds them until it is erased", async () => {
  const { shop, id, path } = await shopWithPromoter();
  await shop.post(path, { text: "sells from a van" });
  const { token } = (await shop.post(`/promoters/${id}/tokens`, {})).body;
  expect((await call("GET", `/v1/programs/${shop.id}${path}`, { token })).status).toBe(404);
  const lines = String((await shop.get(`/promoters/${id}/export`)).body);
  expect(lines).toContain("sells from a van");
  expect((await shop.post(`/promoters/${id}/erase`, {})).status).toBe(202);
  await expect.poll(async () => (await shop.get(path)).body.data).toEqual([]);
});

test("of a promoter as much is noted as may be, and a repeat of one that stands is no new one", async () => {
  const { shop, path } = await shopWithPromoter();
  const key = { "idempotency-key": "k" };
  await shop.post(path, { text: "first" }, key);
  await env.CONFIG.prepare(
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1 - 1)
     INSERT INTO promoter_notes (program, promoter, id, text, author, at_ms)
       SELECT program, promoter, printf('nt_%016x', i), text, author, at_ms FROM n CROSS JOIN promoter_notes WHERE text = 'first'
         AND promoter = (SELECT promoter FROM promoter_notes WHERE id = ?2)`,
  )
    .bind(LIMITS.notesPerPromoter, (await shop.get(path)).body.data[0].id)
    .run();
  const full = { "idempotency-key": "full" };
  expect((await shop.post(path, { text: "more" }, full)).body.code).toBe("too_many_notes");
  expect((await shop.post(path, { text: "first" }, key)).status).toBe(200);
  await takeAway(shop, `${path}/${(await shop.get(path)).body.data[0].id}`);
  expect((await shop.post(path, { text: "more" }, full)).status).toBe(201);
});
