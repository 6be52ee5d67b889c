/** Materials and stories over HTTP: filled in by the merchant, read by promoters while they are published. */
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { call } from "../../support/api-client.ts";
import { openShop, request, type Shop } from "../../support/shop.ts";

const PICTURE = "data:image/png;base64,iVBORw0KGgo=";
const TEXT = { id: "spring", kind: "text", title: "Spring", text: "Tea: {link}" };
const ABSENT = Object.fromEntries(
  "language href productRef product occasion who earned promoterId hasConsent publishedFrom publishedUntil"
    .split(" ")
    .map((name) => [name, null]),
);
const STORY = {
  id: "li",
  kind: "story",
  title: "How I began",
  text: "I told three friends.",
  who: "Ms Li",
  hasConsent: true,
};

async function promoterOf(shop: Shop, memberId = "li") {
  const { id } = (await shop.post("/promoters", { memberId })).body;
  const { token } = (await shop.post(`/promoters/${id}/tokens`, {})).body;
  const linkOf = async (more: object = {}) =>
    (await shop.post("/links", { promoterId: id, destination: "https://shop.example/tea", ...more })).body;
  const read = async (path = "") =>
    await request("GET", `/v1/programs/${shop.id}/materials${path}`, { token });
  return { id, token, linkOf, read };
}

async function takeAway(shop: Shop, id: string) {
  return await call("DELETE", `/v1/programs/${shop.id}/materials/${id}`, { token: shop.apiKey });
}

const idsOf = ({ body }: { body: { data: { id: string }[] } }) => body.data.map(({ id }) => id);

test("a material is made once per id, replaced whole, read with its picture, and taken away", async () => {
  const shop = await openShop();
  const sent = { ...TEXT, picture: PICTURE, tags: ["tea"], platforms: ["moments"] };
  const made = await shop.post("/materials", sent);
  expect([made.status, made.body]).toEqual([
    201,
    {
      ...ABSENT,
      ...sent,
      lacks: [],
      position: 1_000,
      flags: [],
      hasPicture: true,
      updatedAt: expect.any(String),
    },
  ]);
  const again = await shop.post("/materials", sent);
  expect([again.status, again.headers.get("idempotent-replay")]).toEqual([200, "true"]);
  expect((await shop.post("/materials", { ...sent, title: "Other" })).body.code).toBe("idempotency_conflict");
  const { id: _, ...parts } = TEXT;
  const replaced = await shop.put("/materials/spring", { ...parts, title: "Summer" });
  expect(replaced.body).toMatchObject({ title: "Summer", picture: null, hasPicture: false, tags: [] });
  expect((await shop.get("/materials/spring")).body).toEqual(replaced.body);
  expect((await shop.put("/materials/none", parts)).body.code).toBe("unknown_material");
  for (let times = 0; times < 2; times += 1) expect((await takeAway(shop, "spring")).status).toBe(204);
  expect((await shop.get("/materials/spring")).body.code).toBe("unknown_material");
});

test("lists go by position, page by page, and are filtered by kind and by tag", async () => {
  const shop = await openShop();
  await shop.post("/materials", { ...TEXT, id: "c", position: 5, tags: ["tea", "spring"] });
  await shop.post("/materials", { ...TEXT, id: "b", position: 7 });
  await shop.post("/materials", { ...TEXT, id: "a", position: 7, picture: PICTURE });
  await shop.post("/materials", { ...STORY, id: "d", position: 1, tags: ["tea"] });
  const first = await shop.get("/materials?limit=3");
  expect(idsOf(first)).toEqual(["d", "c", "a"]);
  // A list has no pictures: each may have hundreds of kilobytes.
  expect([first.body.data[2].hasPicture, JSON.stringify(first.body).includes(PICTURE)]).toEqual([
    true,
    false,
  ]);
  const second = await shop.get(`/materials?limit=3&cursor=${first.body.nextCursor}`);
  expect([idsOf(second), second.body.nextCursor]).toEqual([["b"], null]);
  expect(idsOf(await shop.get("/materials?kind=story"))).toEqual(["d"]);
  expect(idsOf(await shop.get("/materials?tag=tea"))).toEqual(["d", "c"]);
  expect(idsOf(await shop.get("/materials?tag=te"))).toEqual([]);
  expect((await shop.get("/materials?kind=film")).status).toBe(422);
});

test("a promoter's texts have its own link, its own code, and what the material says", async () => {
  const shop = await openShop();
  const li = await promoterOf(shop);
  const wang = await promoterOf(shop, "wang");
  await shop.put("/look", { name: "茶友会" });
  await shop.post("/materials", {
    ...TEXT,
    text: "{program} {product} {price} {occasion} {link} {code}",
    product: { name: "龙井", price: 12_850 },
    occasion: "春节",
  });
  const none = (await li.read()).body.data[0];
  expect([none.text, none.lacks]).toEqual([null, ["link", "code"]]);
  const old = await li.linkOf();
  const newest = await li.linkOf({ destination: "https://shop.example/new" });
  await wang.linkOf();
  await shop.post("/coupons", { code: "WANG", promoterId: wang.id });
  await shop.post("/coupons", { code: "OLD-LI", promoterId: li.id });
  await shop.post("/coupons", { code: "LI", promoterId: li.id });
  const { text, lacks } = (await li.read()).body.data[0];
  expect([text, lacks]).toEqual([`茶友会 龙井 ¥128.50 春节 ${newest.url} LI`, []]);
  expect((await li.read("/spring")).body.text).toBe(text);
  expect((await li.read(`?linkId=${old.id}`)).body.data[0].text).toContain(` ${old.url} `);
  expect((await li.read(`/spring?linkId=${old.id}`)).body.text).toContain(` ${old.url} `);
  expect((await wang.read(`?linkId=${old.id}`)).body.code).toBe("unknown_link");
  expect((await shop.get("/materials")).body.data[0].text).toContain("{link}");
  expect((await shop.get(`/materials?linkId=${old.id}`)).body.data[0].text).toBe(
    `茶友会 龙井 ¥128.50 春节 ${old.url} LI`,
  );
});

test("a link that leads nowhere stands in no text, and that of the product comes before newer ones", async () => {
  const shop = await openShop();
  const li = await promoterOf(shop);
  const tea = await li.linkOf({ productId: "tea-1" });
  const other = await li.linkOf({ productId: "tea-2" });
  await shop.post("/materials", { ...TEXT, productRef: "tea-1" });
  await shop.post("/materials", { ...TEXT, id: "any", position: 2_000 });
  const texts = async () => (await li.read()).body.data.map(({ text }: { text: string }) => text);
  expect(await texts()).toEqual([`Tea: ${tea.url}`, `Tea: ${other.url}`]);
  await shop.patch(`/links/${tea.id}`, { status: "disabled" });
  expect(await texts()).toEqual([`Tea: ${other.url}`, `Tea: ${other.url}`]);
  await shop.patch(`/links/${other.id}`, { expiresAt: new Date(Date.now() - 1_000).toISOString() });
  await shop.post("/coupons", { code: "GONE", promoterId: li.id });
  await shop.patch("/coupons/GONE", { expiresAt: new Date(Date.now() - 1_000).toISOString() });
  await shop.post("/materials", { ...TEXT, id: "code", text: "{code}", position: 3_000 });
  const lacks = (await li.read()).body.data.map((one: { lacks: string[] }) => one.lacks);
  expect(lacks).toEqual([["link"], ["link"], ["code"]]);
});

test("a promoter sees what is published now alone, and changes nothing", async () => {
  const shop = await openShop();
  const li = await promoterOf(shop);
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  const windows = {
    now: { publishedFrom: at(-60_000), publishedUntil: at(60_000) },
    always: {},
    later: { publishedFrom: at(60_000) },
    over: { publishedUntil: at(-1_000) },
  };
  for (const [id, window] of Object.entries(windows)) {
    const made = await shop.post("/materials", { ...TEXT, id, ...window });
    expect([id, made.status]).toEqual([id, 201]);
  }
  expect(idsOf(await li.read())).toEqual(["always", "now"]);
  expect(idsOf(await shop.get("/materials"))).toEqual(["always", "later", "now", "over"]);
  for (const id of ["later", "over"]) expect((await li.read(`/${id}`)).body.code).toBe("unknown_material");
  const { token } = li;
  for (const [method, path, body] of [
    ["POST", "", TEXT],
    ["PUT", "/now", { kind: "text", title: "x", text: "x" }],
    ["DELETE", "/now", undefined],
  ] as const) {
    const sent = body === undefined ? { token } : { token, body };
    const refused = await call(method, `/v1/programs/${shop.id}/materials${path}`, sent);
    expect([method, refused.status, refused.body.code]).toEqual([method, 404, "not_found"]);
  }
});

test("what another program has is not there", async () => {
  const [shop, other] = [await openShop(), await openShop()];
  await shop.post("/materials", TEXT);
  const stranger = await promoterOf(other);
  expect(idsOf(await stranger.read())).toEqual([]);
  expect((await stranger.read("/spring")).body.code).toBe("unknown_material");
  await takeAway(other, "spring");
  expect((await shop.get("/materials/spring")).status).toBe(200);
  const theirs = await shop.post("/materials", { ...STORY, promoterId: "pr_zzzz" });
  expect([theirs.status, theirs.body.code]).toEqual([404, "unknown_promoter"]);
});

test("a suspended promoter reads them still", async () => {
  const shop = await openShop();
  const li = await promoterOf(shop);
  await shop.post("/materials", { ...TEXT, text: "Tea" });
  await shop.patch(`/promoters/${li.id}`, { status: "suspended" });
  expect(idsOf(await li.read())).toEqual(["spring"]);
});

test("words of the advertising law are flagged where they stand, and change nothing", async () => {
  const shop = await openShop();
  const li = await promoterOf(shop);
  const loud = { ...STORY, title: "第一", text: "好：{program}", earned: "月入过万" };
  const { flags } = (await shop.post("/materials", loud)).body;
  expect(flags).toEqual([
    { member: "title", word: "第一", at: 0, kind: "absolute" },
    { member: "earned", word: "月入过万", at: 0, kind: "promise" },
  ]);
  // What stands in the place of a variable is looked at as well.
  await shop.put("/look", { name: "顶级茶" });
  await shop.put("/materials/li", { ...loud, id: undefined, title: "Quiet" });
  expect((await li.read()).body.data[0].flags[0]).toEqual({
    member: "text",
    word: "顶级",
    at: 2,
    kind: "absolute",
  });
});

test.each([
  ["text", undefined, "text"],
  ["text", "{secret}", "text"],
  ["text", "{product}", "text"],
  ["text", "{price}", "text"],
  ["text", "{occasion}", "text"],
  ["text", " \n\u200b", "text"],
  ["text", "x".repeat(2_001), "text"],
  ["title", "x".repeat(101), "title"],
  ["kind", "film", "kind"],
  ["kind", "picture", "picture"],
  ["kind", "link", "href"],
  ["kind", "story", "hasConsent"],
  ["who", "Ms Li", "who"],
  ["hasConsent", true, "hasConsent"],
  ["earned", "1,000", "earned"],
  ["picture", "https://elsewhere.example/x.png", "picture"],
  ["picture", "data:image/svg+xml;base64,PHN2Zz4=", "picture"],
  ["picture", `data:image/png;base64,${"A".repeat(400_000)}`, "picture"],
  ["href", "http://shop.example/", "href"],
  ["href", "javascript:alert(1)", "href"],
  ["tags", ["tea", "tea"], "tags"],
  ["tags", Array.from({ length: 21 }, (_, at) => `t${at}`), "tags"],
  ["platforms", ["myspace"], "platforms[0]"],
  ["position", -1, "position"],
  ["publishedUntil", "2020-01-01T00:00:00Z", "publishedUntil"],
  ["product", { name: "x", price: 0.5 }, "product.price"],
  ["script", "x", "script"],
])("%s of %j is refused by name, and nothing is kept", async (name, value, path) => {
  const shop = await openShop();
  const refused = await shop.post("/materials", {
    ...TEXT,
    publishedFrom: "2020-01-01T00:00:00Z",
    [name]: value,
  });
  expect([refused.status, refused.body.errors.map((one: { path: string }) => one.path)]).toEqual([
    422,
    expect.arrayContaining([path]),
  ]);
  expect((await shop.get("/materials")).body.data).toEqual([]);
});

test.each([undefined, false])(
  "a story without consent (%j) is refused, new and in place of another",
  async (hasConsent) => {
    const shop = await openShop();
    const { id: _, ...parts } = STORY;
    const refused = await shop.post("/materials", { ...STORY, hasConsent });
    expect([refused.status, refused.body.errors[0].path]).toEqual([422, "hasConsent"]);
    await shop.post("/materials", STORY);
    expect((await shop.put("/materials/li", { ...parts, hasConsent, title: "Other" })).status).toBe(422);
    expect((await shop.get("/materials/li")).body).toMatchObject({ title: STORY.title, hasConsent: true });
  },
);

test("a promoter's story names it to the merchant alone, is in its export, and goes with it", async () => {
  const shop = await openShop();
  const li = await promoterOf(shop);
  const wang = await promoterOf(shop, "wang");
  await shop.post("/materials", { ...STORY, promoterId: li.id });
  await shop.post("/materials", { ...STORY, id: "of-nobody" });
  expect((await shop.get("/materials/li")).body.promoterId).toBe(li.id);
  for (const answer of [await wang.read("/li"), await wang.read()])
    expect(JSON.stringify(answer.body)).not.toContain(li.id);
  const lines = String((await shop.get(`/promoters/${li.id}/export`)).body).split("\n");
  expect(lines.filter((line) => line.includes('"kind":"story","story":{"id":"li"'))).toHaveLength(1);
  expect(lines.join("")).not.toContain("of-nobody");
  expect((await shop.post(`/promoters/${li.id}/erase`, {})).status).toBe(202);
  await expect.poll(async () => idsOf(await shop.get("/materials"))).toEqual(["of-nobody"]);
});

test("a program has a bounded number of materials, of which one that stands can be replaced", async () => {
  const shop = await openShop();
  await shop.post("/materials", TEXT);
  await env.CONFIG.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1 - 1)
     INSERT INTO materials (program, id, kind, position, material, request_hash, updated_at_ms)
       SELECT program, 'more-' || i, kind, position, material, '', 0 FROM n CROSS JOIN materials
       WHERE program = (SELECT number FROM programs WHERE id = ?2) AND id = 'spring'`,
  )
    .bind(LIMITS.materialsPerProgram, shop.id)
    .run();
  const refused = await shop.post("/materials", { ...TEXT, id: "one-more" });
  expect([refused.status, refused.body.code]).toEqual([422, "too_many_materials"]);
  expect((await shop.post("/materials", TEXT)).status).toBe(200);
  const { id: _, ...parts } = TEXT;
  expect((await shop.put("/materials/spring", parts)).status).toBe(200);
});
