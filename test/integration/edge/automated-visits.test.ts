/** Who opens a share link: bots, prefetches and previews are no clicks, and people in unusual browsers are. */
import { expect, test } from "vitest";
import { EdgeHarness, SHARE_HOST, someLink, someProgram, tokenAt } from "../../support/edge/edge-harness.ts";

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
