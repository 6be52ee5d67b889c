/** Posters over HTTP: made by the merchant, read by promoters, drawn for whoever has a link. */
import { env, exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { call } from "../../support/api-client.ts";
import { openShop } from "../../support/shop.ts";

const POSTER = {
  id: "spring",
  name: "Spring",
  width: 750,
  height: 1_200,
  background: { color: "#f6f1e7" },
  texts: [{ text: "{promoter}请你喝茶 <3", x: 60, y: 80, width: 630, size: 48, color: "#23211d" }],
  qr: { x: 225, y: 760, size: 300 },
};

async function drawn(path: string): Promise<{ status: number; type: string | null; svg: string }> {
  const answer = await exports.default.fetch(new Request(`http://tributary.test${path}`));
  return { status: answer.status, type: answer.headers.get("content-type"), svg: await answer.text() };
}

async function linkOf(shop: Awaited<ReturnType<typeof openShop>>): Promise<{ slug: string; token: string }> {
  const promoter = (await shop.post("/promoters", { memberId: "li", name: "Li & Lei" })).body;
  const body = { promoterId: promoter.id, destination: "https://shop.example/tea" };
  const { token } = (await shop.post(`/promoters/${promoter.id}/tokens`, {})).body;
  return { slug: (await shop.post("/links", body)).body.slug, token };
}

test("a poster is made once per id, changed whole, listed, and taken away", async () => {
  const shop = await openShop();
  const made = await shop.post("/posters", POSTER);
  expect([made.status, made.body]).toEqual([
    201,
    {
      ...POSTER,
      texts: [{ ...POSTER.texts[0], weight: "normal", align: "left", lines: 3 }],
      updatedAt: expect.any(String),
    },
  ]);
  const again = await shop.post("/posters", POSTER);
  expect([again.status, again.headers.get("idempotent-replay")]).toEqual([200, "true"]);
  expect(await shop.post("/posters", { ...POSTER, name: "Other" })).toMatchObject({
    status: 409,
    body: { code: "idempotency_conflict" },
  });
  const { id: _, ...parts } = POSTER;
  expect((await shop.put("/posters/spring", { ...parts, name: "Summer" })).body.name).toBe("Summer");
  expect((await shop.get("/posters/spring")).body.name).toBe("Summer");
  // A list has no pictures: each may have hundreds of kilobytes.
  expect((await shop.get("/posters")).body.data).toEqual([
    { id: "spring", name: "Summer", width: 750, height: 1_200, updatedAt: expect.any(String) },
  ]);
  expect((await shop.put("/posters/none", parts)).body.code).toBe("unknown_poster");
  expect(
    (await call("DELETE", `/v1/programs/${shop.id}/posters/spring`, { token: shop.apiKey })).status,
  ).toBe(204);
  expect((await shop.get("/posters/spring")).body.code).toBe("unknown_poster");
});

test("without an id it has one that follows from it, so that a repeat makes none", async () => {
  const shop = await openShop();
  const { id: _, ...parts } = POSTER;
  const first = await shop.post("/posters", parts);
  const second = await shop.post("/posters", parts);
  expect([first.status, second.status, second.body.id]).toEqual([201, 200, first.body.id]);
  expect((await shop.get("/posters")).body.data).toHaveLength(1);
});

test("a program has a bounded number of posters", async () => {
  const shop = await openShop();
  await shop.post("/posters", POSTER);
  await env.CONFIG.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1 - 1)
     INSERT INTO posters (program, id, poster, request_hash, updated_at_ms)
       SELECT program, 'more-' || i, poster, '', 0 FROM n CROSS JOIN posters
       WHERE program = (SELECT number FROM programs WHERE id = ?2) AND id = 'spring'`,
  )
    .bind(LIMITS.postersPerProgram, shop.id)
    .run();
  const refused = await shop.post("/posters", { ...POSTER, id: "one-more" });
  expect([refused.status, refused.body.code]).toEqual([422, "too_many_posters"]);
  expect((await shop.post("/posters", POSTER)).status).toBe(200);
});

test("whoever has a link gets its poster, with the promoter's name as text", async () => {
  const shop = await openShop();
  const { slug, token } = await linkOf(shop);
  await shop.post("/posters", POSTER);
  const poster = await drawn(`/poster/${slug}/spring.svg?utm_source=x`);
  expect([poster.status, poster.type]).toEqual([200, "image/svg+xml"]);
  expect(poster.svg).toContain("Li &amp; Lei请你喝茶 &lt;3");
  expect(poster.svg).toMatch(
    /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 750 1200".*<\/svg>$/,
  );
  expect(poster.svg).toContain('<svg x="225" y="760"');
  const list = await call("GET", `/v1/programs/${shop.id}/posters`, { token });
  expect(list.body.data).toMatchObject([{ id: "spring" }]);
  expect((await call("POST", `/v1/programs/${shop.id}/posters`, { token, body: POSTER })).status).toBe(404);
});

test("texts are in the phone's own fonts, Chinese ones first, and a poster loads nothing", async () => {
  const shop = await openShop();
  const { slug } = await linkOf(shop);
  await shop.post("/posters", POSTER);
  for (const id of ["simple", "spring"]) {
    const { svg } = await drawn(`/poster/${slug}/${id}.svg`);
    const fonts = /^<svg [^>]*font-family="([^"]+)"/.exec(svg)?.[1]?.split(",");
    expect([fonts?.[0], fonts?.slice(-2)]).toEqual(["'PingFang SC'", ["system-ui", "sans-serif"]]);
    expect(svg).not.toMatch(/@font-face|@import|<style|url\(|href="(?!data:|#)/);
  }
});

test("a name with what no XML has is drawn all the same", async () => {
  const shop = await openShop();
  const named = (await shop.post("/promoters", { memberId: "li", name: "Li\uFFFE\uFFFF" })).body;
  const body = { promoterId: named.id, destination: "https://shop.example/tea" };
  const { slug } = (await shop.post("/links", body)).body;
  await shop.post("/posters", POSTER);
  const { svg } = await drawn(`/poster/${slug}/spring.svg`);
  expect(svg).toContain("Li\uFFFD\uFFFD请你喝茶");
  expect(svg).not.toMatch(/[\uFFFE\uFFFF]/);
});

test("every program has a simple poster in its own colours, which the merchant may replace", async () => {
  const shop = await openShop();
  const { slug } = await linkOf(shop);
  await shop.put("/look", {
    name: "茶友会",
    colors: { background: "#ffffff", text: "#23211d", accent: "#0b5d4e", onAccent: "#ffffff" },
    texts: { zh: { welcome: "欢迎回来" } },
  });
  const { svg } = await drawn(`/poster/${slug}/simple.svg`);
  for (const part of ["茶友会", "欢迎回来", "长按识别二维码", "#0b5d4e"]) expect(svg).toContain(part);
  await shop.post("/posters", { ...POSTER, id: "simple" });
  expect((await drawn(`/poster/${slug}/simple.svg`)).svg).toContain("请你喝茶");
});

test("the picture lies over as many of the texts as it says, and beneath the others", async () => {
  const shop = await openShop();
  const { slug } = await linkOf(shop);
  const texts = ["first", "second"].map((text) => ({ ...POSTER.texts[0], text }));
  const picture = { data: "data:image/png;base64,iVBORw0KGgo=", x: 0, y: 0, width: 90, height: 90 };
  const layersWith = async (id: string, more: object) => {
    const made = await shop.post("/posters", { ...POSTER, id, texts, picture: { ...picture, ...more } });
    expect(made.status).toBe(201);
    const { svg } = await drawn(`/poster/${slug}/${id}.svg`);
    return svg.match(/first|second|<image|<svg x=/g);
  };
  expect(await layersWith("beneath", {})).toEqual(["<image", "first", "second", "<svg x="]);
  expect(await layersWith("between", { above: 1 })).toEqual(["first", "<image", "second", "<svg x="]);
  expect(await layersWith("above", { above: 2 })).toEqual(["first", "second", "<image", "<svg x="]);
});

test("a code that no camera reads is refused in a sentence", async () => {
  const shop = await openShop();
  const refusedOf = async (width: number, size: number) =>
    (await shop.post("/posters", { ...POSTER, width, qr: { x: 0, y: 0, size } })).body.errors;
  const faultOf = (width: number, least: number) => ({
    path: "qr.size",
    message: `is too small for a phone's camera: on a poster of ${width} it has to be ${least} wide, with its white rim`,
  });
  expect(await refusedOf(2_000, 199)).toEqual([faultOf(2_000, 200)]);
  expect(await refusedOf(750, 79)).toEqual([faultOf(750, 80)]);
  expect(
    (await shop.post("/posters", { ...POSTER, width: 2_000, qr: { x: 0, y: 0, size: 200 } })).status,
  ).toBe(201);
});

test("what is no link or no poster is not found", async () => {
  const shop = await openShop();
  const { slug } = await linkOf(shop);
  const codeOf = async (path: string) => {
    const { status, svg } = await drawn(path);
    return [status, JSON.parse(svg).code];
  };
  expect(await codeOf(`/poster/${slug}/none.svg`)).toEqual([404, "unknown_poster"]);
  expect(await codeOf("/poster/nothing-here/simple.svg")).toEqual([404, "unknown_link"]);
  expect((await codeOf(`/poster/${slug}/simple.gif`))[0]).toBe(404);
});

test.each([
  [{ qr: { x: 700, y: 760, size: 300 } }, "qr"],
  [{ qr: { x: 0, y: 0, size: 20 } }, "qr.size"],
  [{ width: 2_000, qr: { x: 0, y: 0, size: 199 } }, "qr.size"],
  [{ texts: [{ ...POSTER.texts[0], width: 700 }] }, "texts[0]"],
  [{ texts: [{ ...POSTER.texts[0], text: "{password}" }] }, "texts[0].text"],
  [{ texts: [{ ...POSTER.texts[0], color: "red" }] }, "texts[0].color"],
  [{ background: { color: "#ffffff", picture: "https://elsewhere.example/x.png" } }, "background.picture"],
  [
    { picture: { data: "data:image/svg+xml;base64,PHN2Zz4=", x: 0, y: 0, width: 9, height: 9 } },
    "picture.data",
  ],
  [{ width: 1e9 }, "width"],
  [{ script: "x" }, "script"],
])("%j is refused by name, and nothing is kept", async (change, path) => {
  const shop = await openShop();
  const refused = await shop.post("/posters", { ...POSTER, ...change });
  expect([refused.status, refused.body.code]).toEqual([422, "invalid_body"]);
  expect(refused.body.errors.map((error: { path: string }) => error.path)).toContain(path);
  expect((await shop.get("/posters")).body.data).toEqual([]);
});
