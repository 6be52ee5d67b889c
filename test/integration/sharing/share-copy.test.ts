/** Share texts over HTTP: by the merchant's templates and ours, with the caller's own link. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { call } from "../../support/api-client.ts";
import { openShop } from "../../support/shop.ts";

const PRODUCT = { name: "龙井茶 250 克", price: 12_850 };

test("the merchant's own texts come first, with product, price and link", async () => {
  const shop = await openShop();
  const promoter = (await shop.post("/promoters", { memberId: "li" })).body;
  const link = (
    await shop.post("/links", { promoterId: promoter.id, destination: "https://shop.example/tea" })
  ).body;
  const put = await shop.put("/share-copy/templates/own", {
    tone: "warm",
    text: "{product}只要{price}：{link}",
  });
  expect([put.status, put.body.flags]).toEqual([200, []]);
  const { texts } = (await shop.post("/share-copy", { product: PRODUCT, tone: "warm", linkId: link.id }))
    .body;
  expect(texts[0]).toMatchObject({ templateId: "own", text: `龙井茶 250 克只要¥128.50：${link.url}` });
  expect(texts.length).toBeGreaterThan(1);
  for (const { text, tone } of texts) expect([text.includes("{"), tone]).toEqual([false, "warm"]);
});

test("texts fit the platform, and where no link can be tapped they have none", async () => {
  const shop = await openShop();
  const { texts } = (await shop.post("/share-copy", { product: PRODUCT, platform: "xiaohongshu", count: 50 }))
    .body;
  expect(texts.length).toBeGreaterThan(0);
  for (const { text } of texts) expect(text).not.toContain("http");
  const english = (await shop.post("/share-copy", { product: { name: "Tea", price: 900 }, language: "en" }))
    .body;
  expect(english.texts.map(({ text }: { text: string }) => text)).toContain("Tea, now CN¥9.");
});

test("words of the advertising law are flagged, in templates and in texts, and change nothing", async () => {
  const shop = await openShop();
  const put = await shop.put("/share-copy/templates/loud", { text: "全国第一的{product}" });
  expect(put.body.flags).toEqual([{ word: "第一", at: 2, kind: "absolute" }]);
  const { texts } = (await shop.post("/share-copy", { product: { name: "最好的茶" } })).body;
  expect(texts[0]).toMatchObject({
    text: "全国第一的最好的茶",
    flags: [
      { word: "第一", at: 2, kind: "absolute" },
      { word: "最", at: 5, kind: "absolute" },
    ],
  });
});

test("a promoter asks for its own links alone, and changes no template", async () => {
  const shop = await openShop();
  const [mine, other] = await Promise.all(
    ["mine", "other"].map(async (memberId) => (await shop.post("/promoters", { memberId })).body.id),
  );
  const { token } = (await shop.post(`/promoters/${mine}/tokens`, {})).body;
  const linkOf = async (promoterId: string) =>
    (await shop.post("/links", { promoterId, destination: "https://shop.example/tea" })).body.id;
  const asked = async (linkId: string) =>
    await call("POST", `/v1/programs/${shop.id}/share-copy`, { token, body: { product: PRODUCT, linkId } });
  expect((await asked(await linkOf(mine))).body.texts.length).toBeGreaterThan(0);
  expect((await asked(await linkOf(other))).body.code).toBe("unknown_link");
  const put = await call("PUT", `/v1/programs/${shop.id}/share-copy/templates/x`, {
    token,
    body: { text: "{product}" },
  });
  expect(put.status).toBe(404);
});

test("templates are listed by id, put again and taken away; one with an unknown variable is refused", async () => {
  const shop = await openShop();
  for (const id of ["b", "a"]) await shop.put(`/share-copy/templates/${id}`, { text: `${id}{product}` });
  await shop.put("/share-copy/templates/a", {
    text: "again {product}",
    occasion: "春节",
    platform: "moments",
  });
  const { data } = (await shop.get("/share-copy/templates")).body;
  expect(data).toMatchObject([
    { id: "a", text: "again {product}", occasion: "春节", platform: "moments" },
    { id: "b", occasion: null, platform: null },
  ]);
  const refused = await shop.put("/share-copy/templates/c", { text: "{secret}" });
  expect([refused.status, refused.body.errors[0].path]).toEqual([422, "text"]);
  await call("DELETE", `/v1/programs/${shop.id}/share-copy/templates/a`, { token: shop.apiKey });
  expect((await shop.get("/share-copy/templates")).body.data).toHaveLength(1);
});

test("a program has a bounded number of templates, of which one that stands can be changed", async () => {
  const shop = await openShop();
  await shop.put("/share-copy/templates/first", { text: "{product}" });
  await env.CONFIG.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1 - 1)
     INSERT INTO copy_templates (program, id, language, tone, platform, occasion, text, updated_at_ms)
       SELECT program, 'more-' || i, language, tone, '', '', text, 0 FROM n CROSS JOIN copy_templates
       WHERE program = (SELECT number FROM programs WHERE id = ?2) AND id = 'first'`,
  )
    .bind(LIMITS.copyTemplatesPerProgram, shop.id)
    .run();
  const refused = await shop.put("/share-copy/templates/one-more", { text: "{product}" });
  expect([refused.status, refused.body.code]).toEqual([422, "too_many_copy_templates"]);
  expect((await shop.put("/share-copy/templates/first", { text: "new {product}" })).status).toBe(200);
});
