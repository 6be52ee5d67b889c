/** A program's share links are shown with a host of its own, at once, and those of before answer where they did. */
import { exports } from "cloudflare:workers";
import { expect, test } from "vitest";
import { openShop, request, type Shop } from "../../support/shop.ts";

/** As the tests' operator lists them. */
const [SECOND, THIRD] = ["https://go2.shop.example", "https://go3.shop.example"];
const FIRST = "https://tributary.test";

async function tapAt(origin: string, slug: string): Promise<string | null> {
  const headers = { "user-agent": "Mozilla/5.0 (Windows NT 10.0)", "sec-fetch-mode": "navigate" };
  const answer = await exports.default.fetch(
    new Request(`${origin}/s/${slug}`, { headers, redirect: "manual" }),
  );
  return answer.status === 302 ? new URL(answer.headers.get("location") ?? "").pathname : null;
}

async function linkOf(shop: Shop) {
  const promoter = await shop.promoter(crypto.randomUUID());
  const made = await shop.post("/links", {
    promoterId: promoter.id,
    destination: "https://shop.example/tea",
  });
  return { promoter, link: made.body };
}

test("it is switched at once, there and back, and both hosts answer", async () => {
  const shop = await openShop();
  const { link, promoter } = await linkOf(shop);
  expect(link.url).toBe(`${FIRST}/s/${link.slug}`);
  for (const origin of [SECOND, THIRD, null]) {
    expect((await shop.patch("", { shareOrigin: origin })).body.shareOrigin).toBe(origin);
    const shown = `${origin ?? FIRST}/s/${link.slug}`;
    expect((await shop.get(`/links/${link.id}`)).body.url).toBe(shown);
    expect((await shop.get("/links")).body.data.at(-1).url).toBe(shown);
    const another = await shop.post("/links", {
      promoterId: promoter.id,
      destination: `https://shop.example/${crypto.randomUUID()}`,
    });
    expect(new URL(another.body.url).origin).toBe(origin ?? FIRST);
    const opened = await shop.post(`/promoters/${promoter.id}/sign-in-links`, {});
    expect(new URL(opened.body.url).origin).toBe(origin ?? FIRST);
    for (const host of [FIRST, SECOND, THIRD]) expect(await tapAt(host, link.slug)).toBe("/tea");
  }
});

test("its codes and posters lead to that host, and another program's do not", async () => {
  const [shop, other] = [await openShop(), await openShop()];
  const [{ link }, { link: others }] = [await linkOf(shop), await linkOf(other)];
  const poster = {
    id: "p",
    name: "P",
    texts: [{ text: "{link}", x: 0, y: 0, width: 750, size: 20, color: "#000000" }],
    qr: { x: 100, y: 100, size: 300 },
  };
  for (const one of [shop, other]) await one.post("/posters", poster);
  await shop.patch("", { shareOrigin: SECOND });
  const drawn = async (slug: string) => (await request("GET", `/poster/${slug}/p.svg`)).body;
  const code = async (slug: string) => (await request("GET", `/qr/${slug}.svg`)).body;
  expect(await drawn(link.slug)).toContain("go2.shop.example");
  expect(await drawn(others.slug)).not.toContain("go2.shop.example");
  const before = await code(link.slug);
  await shop.patch("", { shareOrigin: null });
  expect(await code(link.slug)).not.toBe(before);
});

test("a host that the operator does not list is refused, and changes nothing", async () => {
  const shop = await openShop();
  for (const [shareOrigin, code] of [
    ["https://evil.example", "share_origin_not_allowed"],
    [`${SECOND}/path`, "invalid_body"],
    ["go2.shop.example", "invalid_body"],
  ]) {
    expect((await shop.patch("", { shareOrigin })).body).toMatchObject({ status: 422, code });
  }
  expect((await shop.get("")).body.shareOrigin).toBe(null);
});

test("a link's card leads to the host that was asked", async () => {
  const shop = await openShop();
  const promoter = await shop.promoter("seller");
  const { body: link } = await shop.post("/links", {
    promoterId: promoter.id,
    destination: "https://shop.example/tea",
    preview: { title: "Tea" },
  });
  const headers = { "user-agent": "facebookexternalhit/1.1" };
  const card = await exports.default.fetch(new Request(`${SECOND}/s/${link.slug}`, { headers }));
  expect(await card.text()).toContain(`${SECOND}/s/${link.slug}`);
});
