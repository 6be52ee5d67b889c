/** A share link is a redirect: where it leads, what it carries, and what it answers when it leads nowhere. */
import { expect, test } from "vitest";
import {
  cookiesOf,
  EdgeHarness,
  landingOf,
  someLink,
  someProgram,
  tokenAt,
} from "../../support/edge/edge-harness.ts";

test("a click is sent on with 302, never a redirect that browsers remember, and no cache may keep it", async () => {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  const answer = await edge.visit(`/s/${link.slug}`);
  expect(answer.status).toBe(302);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(landingOf(answer).origin + landingOf(answer).pathname).toBe("https://shop.example.com/item");
  expect(tokenAt(answer, program.number)).toMatchObject({
    program: program.number,
    click: { kind: "click", link: link.number, promoter: 513 },
    earlier: [],
  });
  expect(await edge.clicks()).toMatchObject([{ link: link.number, promoter: 513, unique: true }]);
});

test("every answer forbids frames, sniffing and foreign content", async () => {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  for (const path of [`/s/${link.slug}`, "/s/unknown-slug", "/p.gif"]) {
    const answer = await edge.visit(path);
    const policy = answer.headers.get("content-security-policy");
    expect(policy).toMatch(/^default-src 'none'/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  }
  await edge.clicks();
});

test("parameters pass through with their encoding, but never tby, nor those the destination has; the fragment stays", async () => {
  const program = someProgram();
  const link = await someLink(program, {
    destination: "https://shop.example.com/a%20b?color=red&x=%2B&tby=planted#part",
  });
  const edge = new EdgeHarness(program);
  const answer = await edge.visit(
    `/s/${link.slug}?utm=a%20b+c&color=blue&%63olor=green&tby=forged&%74by=x&flag&e=`,
  );
  const location = answer.headers.get("location") ?? "";
  const token = landingOf(answer).searchParams.getAll("tby");
  expect(token).toHaveLength(1);
  expect(location).toBe(
    `https://shop.example.com/a%20b?color=red&x=%2B&utm=a%20b+c&flag&e=&tby=${token[0]}#part`,
  );
  expect(tokenAt(answer, program.number).click.link).toBe(link.number);
  await edge.clicks();
});

test("the redirect names neither promoter nor buyer: beside the destination it carries the opaque token alone", async () => {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  const answer = await edge.visit(`/s/${link.slug}`, { referer: "https://mail.example/?me=ann@example.com" });
  expect([...landingOf(answer).searchParams.keys()]).toEqual(["tby"]);
  await edge.clicks();
  expect(edge.seen.sent).toHaveLength(1);
  expect(JSON.stringify(edge.seen.sent)).not.toMatch(/203\.0|Chrome|ann@|mail\.example/);
});

test("HEAD tells status and destination of GET, with no token, no cookies and nothing recorded", async () => {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  const answer = await edge.visit(`/s/${link.slug}?a=1`, {}, "HEAD");
  expect(answer.status).toBe(302);
  expect(answer.headers.get("location")).toBe("https://shop.example.com/item?a=1");
  expect(cookiesOf(answer).size).toBe(0);
  expect((await edge.visit("/s/no-such-link", {}, "HEAD")).status).toBe(404);
  expect([await edge.clicks(), await edge.counted()]).toEqual([[], []]);
});

test("a share link can only be opened: other methods answer 405", async () => {
  const edge = new EdgeHarness();
  const answer = await edge.visit("/s/spring-sale", {}, "POST");
  expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
});

test("an unknown slug is 404 and an expired or disabled link 410, each a page for people in their language", async () => {
  const program = someProgram();
  const expired = await someLink(program, { expiresAtMs: Date.now() - 1 });
  const edge = new EdgeHarness(program);
  const unknown = await edge.visit("/s/no-such-link", { "accept-language": "zh-CN,zh;q=0.9" });
  expect(unknown.status).toBe(404);
  expect(await unknown.text()).toContain("链接不存在");
  const gone = await edge.visit(`/s/${expired.slug}`, { "accept-language": "en" });
  expect(gone.status).toBe(410);
  expect(gone.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(await gone.text()).toContain("This link has ended");
  expect(gone.headers.getSetCookie()).toEqual([]);
  expect([await edge.clicks(), await edge.counted()]).toEqual([[], []]);
});

test("the page of a link that has ended shows the way to the program's home, where it has one", async () => {
  const program = someProgram({ homeUrl: "https://shop.example.com/?a=1&b=2" });
  const expired = await someLink(program, { expiresAtMs: Date.now() - 1 });
  const led = await someLink(program, { destination: "https://elsewhere.example/" });
  const edge = new EdgeHarness(program);
  const home = '<a rel="nofollow" href="https://shop.example.com/?a=1&amp;b=2">To the shop</a>';
  for (const [slug, status] of [
    [expired.slug, 410],
    [led.slug, 404],
  ] as const) {
    const answer = await edge.visit(`/s/${slug}`);
    expect([answer.status, (await answer.text()).includes(home)]).toEqual([status, true]);
  }
  edge.set({ ...program, homeUrl: null });
  expect(await (await edge.visit(`/s/${expired.slug}`)).text()).not.toContain("<a ");
});

test("a link that has ended leads where the merchant said, without a token, if the program allows it", async () => {
  const program = someProgram();
  const link = await someLink(program, {
    expiresAtMs: Date.now() - 1,
    expiredUrl: "https://shop.example.com/new?x=1",
  });
  const edge = new EdgeHarness(program);
  const answer = await edge.visit(`/s/${link.slug}?utm=a`);
  expect([answer.status, answer.headers.get("location")]).toEqual([
    302,
    "https://shop.example.com/new?x=1&utm=a",
  ]);
  expect([cookiesOf(answer).size, answer.headers.get("cache-control")]).toEqual([0, "no-store"]);
  const told = await edge.visit(`/s/${link.slug}`, { accept: "application/json" });
  expect(await told.json()).toEqual({ clickToken: null, destination: "https://shop.example.com/new?x=1" });
  edge.set({ ...program, allowedHosts: ["other.example.com"] });
  expect((await edge.visit(`/s/${link.slug}`)).status).toBe(410);
  expect([await edge.clicks(), await edge.counted()]).toEqual([[], []]);
});

test("an app is told why a link leads nowhere by a problem, in place of a page", async () => {
  const program = someProgram();
  const expired = await someLink(program, { expiresAtMs: Date.now() - 1 });
  const led = await someLink(program, { destination: "https://elsewhere.example/" });
  const edge = new EdgeHarness(program);
  for (const [slug, status, code] of [
    [expired.slug, 410, "link_ended"],
    [led.slug, 404, "unknown_link"],
    ["no-such-link", 404, "unknown_link"],
  ] as const) {
    const answer = await edge.visit(`/s/${slug}`, { accept: "application/json" });
    const told: { code: string } = await answer.json();
    expect([answer.status, told.code, answer.headers.get("cache-control")]).toEqual([
      status,
      code,
      "no-store",
    ]);
  }
});

test("a link is found however people pasted it, and what is glued to it is cut off", async () => {
  const program = someProgram();
  const link = await someLink(program);
  const chosen = await someLink(program, { slug: `spring-sale-${link.number}` });
  const edge = new EdgeHarness(program);
  for (const { slug, number } of [link, chosen]) {
    const tails = [
      "/",
      ".",
      ")",
      "%EF%BC%89",
      "%E2%80%8B",
      "&utm_source=x",
      "%3Futm_source=x",
      "%EF%BC%8C%E6%9D%A5",
    ];
    for (const path of [
      ...tails.map((tail) => `/s/${slug}${tail}`),
      `/S/${slug.toUpperCase()}`,
      `/s//${slug}`,
    ]) {
      const answer = await edge.visit(path);
      expect([path, tokenAt(answer, program.number).click.link]).toEqual([path, number]);
    }
  }
  expect(tokenAt(await edge.visit(`/s/${link.slug}-now`), program.number).click.link).toBe(link.number);
  expect((await edge.visit("/s/zzzzzzzzzzzz")).status).toBe(404);
  await edge.clicks();
});

test("a host taken off the program's list is out of reach at the redirect: never an open redirect", async () => {
  const program = someProgram();
  const link = await someLink(program, { destination: "https://a.shops.example.com/" });
  const edge = new EdgeHarness(program);
  expect((await edge.visit(`/s/${link.slug}`)).status).toBe(302);
  edge.set({ ...program, allowedHosts: ["shops.example.com"] });
  const answer = await edge.visit(`/s/${link.slug}`);
  expect(answer.status).toBe(404);
  expect(answer.headers.get("location")).toBeNull();
  expect(answer.headers.get("tributary-reason")).toBe("host_not_allowed");
  await edge.clicks();
});
