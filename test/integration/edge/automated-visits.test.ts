/** Who opens a share link: bots, prefetches and previews are no clicks, and people in unusual browsers are. */
import { expect, test } from "vitest";
import { readTokenOf } from "../../../worker/platform/click-tokens.ts";
import { newSlug } from "../../../worker/platform/slugs.ts";
import {
  cookiesOf,
  EdgeHarness,
  ring,
  SHARE_HOST,
  someLink,
  someProgram,
  tokenAt,
} from "../../support/edge/edge-harness.ts";

test.each([
  ["bot", { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)" }],
  ["bot", { "user-agent": "curl/8.5.0" }],
  ["bot", { "user-agent": "" }],
  ["not_navigation", { "sec-fetch-dest": "iframe", "sec-fetch-mode": "navigate" }],
  ["not_navigation", { "sec-fetch-dest": "image", "sec-fetch-mode": "no-cors" }],
  ["not_navigation", { "sec-fetch-mode": "cors" }],
  ["not_navigation", { "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" }],
  ["not_navigation", { "sec-fetch-mode": "navigate", "sec-fetch-dest": "embed" }],
  ["not_navigation", { "sec-fetch-mode": "navigate", "sec-fetch-dest": "object" }],
  ["not_navigation", { "sec-fetch-mode": "navigate", "sec-fetch-dest": "frame" }],
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

test.each([
  { "sec-purpose": "prefetch" },
  { "sec-purpose": "prefetch;prerender" },
  { "sec-purpose": "prefetch;anonymous-client-ip" },
  { purpose: "prefetch" },
  { purpose: "", "x-moz": "prefetch" },
  { "x-purpose": "preview" },
  { "x-purpose": "preview", "x-fb-http-engine": "Liger" },
])(
  "what loads a link ahead is given nothing to open at the tap, and recorded as invalid: %o",
  async (says) => {
    const program = someProgram();
    const link = await someLink(program);
    const edge = new EdgeHarness(program);
    const navigation = { "sec-fetch-dest": "document", "sec-fetch-mode": "navigate" };
    const answer = await edge.visit(`/s/${link.slug}`, { ...navigation, ...says });
    expect(answer.status).toBe(503);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect([answer.headers.get("location"), answer.headers.getSetCookie()]).toEqual([null, []]);
    expect((await edge.visit(`/s/${link.slug}`, { ...navigation, ...says }, "HEAD")).status).toBe(503);
    const tap = await edge.visit(`/s/${link.slug}`, navigation);
    expect(tokenAt(tap, program.number).click.link).toBe(link.number);
    expect(await edge.counted()).toMatchObject([{ of: "prefetch", link: link.number, promoter: 513 }]);
    expect(await edge.clicks()).toHaveLength(1);
  },
);

const LONG_AGO = { expiresAtMs: 1_000 };

test.each([
  ["has ended", LONG_AGO, 410],
  ["has ended and leads elsewhere", { ...LONG_AGO, expiredUrl: "https://shop.example.com/new" }, 302],
  ["leads where the program allows nothing", { destination: "https://elsewhere.example/" }, 404],
  ["is not known", null, 404],
] as const)(
  "of a link that %s nothing is loaded ahead either: it may lead somewhere at the tap",
  async (_, link, atTap) => {
    const program = someProgram();
    const slug = link === null ? newSlug(ring) : (await someLink(program, link)).slug;
    const edge = new EdgeHarness(program);
    const navigation = { "sec-fetch-dest": "document", "sec-fetch-mode": "navigate" };
    const asApp = { "x-purpose": "preview", accept: "application/json" };
    for (const says of [{ ...navigation, "sec-purpose": "prefetch;prerender" }, asApp]) {
      for (const method of ["GET", "HEAD"]) {
        const answer = await edge.visit(`/s/${slug}`, says, method);
        expect([answer.status, answer.headers.get("cache-control")]).toEqual([503, "no-store"]);
        expect([answer.headers.get("location"), answer.headers.getSetCookie()]).toEqual([null, []]);
      }
    }
    expect((await edge.visit(`/s/${slug}`, navigation)).status).toBe(atTap);
    expect([await edge.clicks(), await edge.counted()]).toEqual([[], []]);
  },
);

test.each([
  { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" },
  { "sec-fetch-mode": "navigate", "sec-fetch-dest": "empty", "sec-fetch-site": "same-origin" },
  {},
])("a navigation is a person's, also one that a page's service worker hands on: %o", async (says) => {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  const answer = await edge.visit(`/s/${link.slug}`, says);
  expect(tokenAt(answer, program.number).click.link).toBe(link.number);
  expect([await edge.clicks(), await edge.counted()]).toMatchObject([[{ link: link.number }], []]);
});

test.each(["application/json, text/plain, */*", "Application/JSON"])(
  "an app that asks for JSON is told token and destination, a click like any other: %s",
  async (accept) => {
    const program = someProgram();
    const link = await someLink(program, { destination: "https://shop.example.com/item?a=1#top" });
    const edge = new EdgeHarness(program);
    const answer = await edge.visit(`/s/${link.slug}?b=2`, { accept, "user-agent": "okhttp/4.12.0" });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
    expect([answer.headers.get("cache-control"), answer.headers.get("location")]).toEqual(["no-store", null]);
    expect([...cookiesOf(answer).keys()]).toEqual(["tby_vid", "tby_clk"]);
    const told: { clickToken: string; destination: string } = await answer.json();
    expect(told.destination).toBe("https://shop.example.com/item?a=1&b=2#top");
    const reading = readTokenOf(ring, program.number, told.clickToken);
    expect(reading).toMatchObject({ kind: "read", token: { click: { link: link.number } } });
    expect([await edge.clicks(), await edge.counted()]).toMatchObject([[{ link: link.number }], []]);
  },
);

test.each([
  ["a tool", { accept: "application/json", "user-agent": "curl/8.5.0" }],
  ["a page's script", { accept: "application/json", "sec-fetch-mode": "cors" }],
  ["an app that says nothing of JSON", { accept: "*/*", "user-agent": "okhttp/4.12.0" }],
])("%s is told no token", async (_, headers) => {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  const answer = await edge.visit(`/s/${link.slug}`, headers);
  expect([answer.status, answer.headers.get("location")]).toEqual([302, "https://shop.example.com/item"]);
  expect([answer.headers.getSetCookie(), await edge.clicks()]).toEqual([[], []]);
});

test("a browser that names HTML is led on, whatever else it takes", async () => {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  const answer = await edge.visit(`/s/${link.slug}`, { accept: "text/html,application/json;q=0.9" });
  expect(answer.status).toBe(302);
  expect(await edge.clicks()).toHaveLength(1);
});

test.each(["WhatsApp/2.24.10.76 A", "TelegramBot (like TwitterBot)", "DingTalkBot-LinkService/1.0"])(
  "of a link without a preview the crawler draws the card of the shop's own page: %s",
  async (userAgent) => {
    const program = someProgram();
    const link = await someLink(program);
    const edge = new EdgeHarness(program);
    const answer = await edge.visit(`/s/${link.slug}`, { "user-agent": userAgent });
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "https://shop.example.com/item"]);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect([await edge.clicks(), await edge.counted()]).toEqual([[], []]);
  },
);

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
