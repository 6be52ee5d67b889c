import { expect, test } from "vitest";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { readTokenOf } from "../../../worker/platform/click-tokens.ts";
import {
  cookieHeader,
  cookiesOf,
  EdgeHarness,
  landingOf,
  ring,
  SHARE_HOST,
  someLink,
  someProgram,
} from "../../support/edge-harness.ts";

function tokenAt(answer: Response, program: number) {
  const reading = readTokenOf(ring, program, landingOf(answer).searchParams.get("tby") ?? "");
  if (reading.kind === "fault") throw new Error(reading.fault);
  return reading.token;
}

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
  expect(JSON.stringify(edge.seen.sent)).not.toMatch(/203\.0|Chrome|ann/);
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

test("cookies are out of scripts' reach and last as long as the click lookback", async () => {
  const program = someProgram({ clickLookbackMs: 7 * 86_400_000 });
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  const cookies = cookiesOf(await edge.visit(`/s/${link.slug}`));
  expect([...cookies.keys()]).toEqual(["tby_vid", "tby_clk"]);
  for (const { line } of cookies.values()) {
    expect(line).toMatch(/; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  }
  edge.set({ ...program, clickLookbackMs: 900 * 86_400_000 });
  const capped = cookiesOf(await edge.visit(`/s/${link.slug}`));
  expect(capped.get("tby_vid")?.line).toContain(`Max-Age=${400 * 86_400};`);
  await edge.clicks();
});

test("a program with a short lookback does not cut short what the cookie remembers of another", async () => {
  const long = someProgram();
  const short = someProgram({ clickLookbackMs: 3_600_000 });
  const edge = new EdgeHarness(long, short);
  const first = await edge.visit(`/s/${(await someLink(long)).slug}`);
  const second = await edge.visit(`/s/${(await someLink(short)).slug}`, cookieHeader(first));
  expect(cookiesOf(second).get("tby_clk")?.line).toContain("Max-Age=2592000;");
  await edge.clicks();
});

test("a returning visitor keeps the visitor id, and the token carries the touches of other promoters", async () => {
  const program = someProgram();
  const edge = new EdgeHarness(program);
  const [a, b] = [await someLink(program), await someLink(program, { promoter: 769 as PromoterRef })];
  const first = await edge.visit(`/s/${a.slug}`);
  const second = await edge.visit(`/s/${b.slug}`, cookieHeader(first));
  const third = await edge.visit(`/s/${a.slug}`, cookieHeader(second));
  const tokens = [first, second, third].map((answer) => tokenAt(answer, program.number));
  expect(new Set(tokens.map((token) => token.visitor)).size).toBe(1);
  expect(tokens[1]?.earlier).toEqual([tokens[0]?.click]);
  expect(tokens[2]?.earlier).toEqual([tokens[1]?.click]);
  expect((await edge.clicks()).map((click) => click.unique)).toEqual([true, true, false]);
});

test("a second click on the same link is a click, but not a unique one", async () => {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  const first = await edge.visit(`/s/${link.slug}`);
  await edge.visit(`/s/${link.slug}`, cookieHeader(first));
  expect((await edge.clicks()).map((click) => click.unique)).toEqual([true, false]);
});

test("people behind one address and browser are each a visitor of their own: cookies are never merged", async () => {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  for (let person = 0; person < 20; person += 1) await edge.visit(`/s/${link.slug}`);
  const clicks = await edge.clicks();
  expect(new Set(clicks.map((click) => click.visitor)).size).toBe(20);
});

test("one visitor has another id in every program, so that programs cannot be joined", async () => {
  const [one, two] = [someProgram(), someProgram()];
  const edge = new EdgeHarness(one, two);
  const first = await edge.visit(`/s/${(await someLink(one)).slug}`);
  const second = await edge.visit(`/s/${(await someLink(two)).slug}`, cookieHeader(first));
  expect(cookiesOf(second).get("tby_vid")).toEqual(cookiesOf(first).get("tby_vid"));
  expect(tokenAt(second, two.number).visitor).not.toBe(tokenAt(first, one.number).visitor);
  expect(tokenAt(second, two.number).earlier).toEqual([]);
  await edge.clicks();
});

test("the cookie remembers the newest click of at most eight programs", async () => {
  const edge = new EdgeHarness();
  let answer: Response | undefined;
  for (let count = 0; count < 10; count += 1) {
    const program = someProgram();
    edge.set(program);
    const link = await someLink(program);
    answer = await edge.visit(`/s/${link.slug}`, answer === undefined ? {} : cookieHeader(answer));
  }
  const value = cookiesOf(answer as Response).get("tby_clk")?.value ?? "";
  expect(value.split(".")).toHaveLength(8);
  expect(value.length).toBeLessThan(4_096);
  await edge.clicks();
});

test("a visitor cookie that we did not sign is replaced, whichever of its characters was changed", async () => {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  const own = cookiesOf(await edge.visit(`/s/${link.slug}`)).get("tby_vid")?.value ?? "";
  const forged = Array.from(own).map(
    (character, at) => own.slice(0, at) + (character === "A" ? "B" : "A") + own.slice(at + 1),
  );
  for (const value of [...forged, "", "x", own.slice(1), `${own}AAAA`]) {
    const answer = await edge.visit(`/s/${link.slug}`, { cookie: `tby_vid=${value}` });
    expect(cookiesOf(answer).get("tby_vid")?.value).not.toBe(value);
    expect(cookiesOf(answer).get("tby_vid")?.value).not.toBe(own);
  }
  await edge.clicks();
});

test("touches in a cookie that belong to another visitor, or that were edited, are not carried", async () => {
  const program = someProgram();
  const edge = new EdgeHarness(program);
  const first = await edge.visit(`/s/${(await someLink(program, { promoter: 769 as PromoterRef })).slug}`);
  const stranger = cookiesOf(first).get("tby_clk")?.value ?? "";
  const link = await someLink(program);
  const planted = await edge.visit(`/s/${link.slug}`, { cookie: `tby_clk=${stranger}` });
  expect(tokenAt(planted, program.number).earlier).toEqual([]);
  const vid = `tby_vid=${cookiesOf(first).get("tby_vid")?.value}`;
  const cut = await edge.visit(`/s/${link.slug}`, { cookie: `${vid}; tby_clk=${stranger.slice(0, -1)}` });
  expect(tokenAt(cut, program.number).earlier).toEqual([]);
  await edge.clicks();
});

test("Sec-GPC: no cookie and no visitor in the token while the program honours it", async () => {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  const known = cookieHeader(await edge.visit(`/s/${link.slug}`));
  const answer = await edge.visit(`/s/${link.slug}`, { "sec-gpc": "1", ...known });
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(tokenAt(answer, program.number)).toMatchObject({
    visitor: null,
    earlier: [],
    click: { promoter: 513 },
  });
  edge.set({ ...program, honorGpc: false });
  const heedless = await edge.visit(`/s/${link.slug}`, { "sec-gpc": "1" });
  expect(cookiesOf(heedless).size).toBe(2);
  expect(await edge.clicks()).toHaveLength(3);
});

test.each([
  ["bot", { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)" }],
  ["bot", { "user-agent": "curl/8.5.0" }],
  ["bot", { "user-agent": "" }],
  ["prefetch", { "sec-purpose": "prefetch;prerender" }],
  ["prefetch", { purpose: "prefetch" }],
  ["not_navigation", { "sec-fetch-dest": "iframe", "sec-fetch-mode": "navigate" }],
  ["not_navigation", { "sec-fetch-dest": "image", "sec-fetch-mode": "no-cors" }],
  ["not_navigation", { "sec-fetch-mode": "cors" }],
])("%s is sent on without token and cookies, and recorded as invalid: %o", async (reason, headers) => {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  const answer = await edge.visit(`/s/${link.slug}`, headers);
  expect(answer.status).toBe(302);
  expect(answer.headers.get("location")).toBe("https://shop.example.com/item");
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(await edge.counted()).toMatchObject([{ of: reason, link: link.number, promoter: 513 }]);
  expect(await edge.clicks()).toEqual([]);
});

test("a navigation that says so is a person's", async () => {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  await edge.visit(`/s/${link.slug}`, { "sec-fetch-dest": "document", "sec-fetch-mode": "navigate" });
  expect([await edge.clicks(), await edge.counted()]).toMatchObject([[{ link: link.number }], []]);
});

test("a WeChat user is a person, also where the client calls its process a tool", async () => {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  const userAgent =
    "Mozilla/5.0 (Linux; Android 12; M2102K1AC; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 " +
    "Chrome/86.0.4240.99 Mobile Safari/537.36 MMWEBSDK/20230504 MMWEBID/6067 MicroMessenger/8.0.37.2380(0x28) " +
    "Process/tools WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64";
  const answer = await edge.visit(`/s/${link.slug}`, { "user-agent": userAgent });
  expect(tokenAt(answer, program.number).click.link).toBe(link.number);
  expect([await edge.clicks(), await edge.counted()]).toMatchObject([[{ link: link.number }], []]);
});

test.each([
  "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
  "WhatsApp/2.23.20.0 A",
  "Twitterbot/1.0",
  "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
  "TelegramBot (like TwitterBot)",
  "LinkedInBot/1.0 (compatible; Mozilla/5.0; +http://www.linkedin.com)",
  "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
])("a link preview is a page about the link and no click: %s", async (userAgent) => {
  const program = someProgram();
  const link = await someLink(program, {
    preview: {
      title: 'Tea "&" <b>cake</b>',
      description: "For two",
      image: "https://shop.example.com/i.png",
    },
  });
  const edge = new EdgeHarness(program);
  const answer = await edge.visit(`/s/${link.slug}?x=1`, { "user-agent": userAgent });
  expect(answer.status).toBe(200);
  const html = await answer.text();
  expect(html).toContain(`<meta property="og:url" content="${SHARE_HOST}/s/${link.slug}">`);
  edge.variables = { SHARE_ORIGIN: "https://go.example/" };
  const configured = await edge.visit(`/s/${link.slug}`, { "user-agent": userAgent });
  expect(await configured.text()).toContain(`content="https://go.example/s/${link.slug}"`);
  expect(html).toContain(
    `<meta property="og:title" content="Tea &quot;&amp;&quot; &lt;b&gt;cake&lt;/b&gt;">`,
  );
  expect(html).toContain(`<meta property="og:description" content="For two">`);
  expect(html).toContain(`<meta property="og:image" content="https://shop.example.com/i.png">`);
  expect(html).not.toContain("tby=");
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect([await edge.clicks(), await edge.counted()]).toEqual([[], []]);
});
