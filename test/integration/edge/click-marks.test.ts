/** A click of somebody doubtful gets a token all the same, which carries what speaks against it. */
import { expect, test } from "vitest";
import { clickChannelOf } from "../../../domain/tracking/click-channel.ts";
import { marksOf } from "../../../domain/risk/click-marks.ts";
import type { ClickToken } from "../../../domain/tracking/click-token.ts";
import { readToken } from "../../../worker/platform/click-tokens.ts";
import {
  cookieHeader,
  EdgeHarness,
  ring,
  someLink,
  someProgram,
  tokenAt,
} from "../../support/edge/edge-harness.ts";

const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
const IN_WECHAT =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 " +
  "MicroMessenger/8.0.50(0x18003237) NetType/WIFI Language/zh_CN";
const NAVIGATES = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
const HOSTING = { asn: 16_509, asOrganization: "Amazon.com, Inc." };

function tokenIn(text: string): ClickToken {
  const reading = readToken(ring, text);
  if (reading.kind === "fault") throw new Error(reading.fault);
  return reading.token;
}

async function opened() {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  const clickOf = async (headers: Record<string, string>) =>
    tokenAt(await edge.visit(`/s/${link.slug}`, headers), program.number).click;
  return { program, link, edge, clickOf };
}

test.each([
  [
    { agent: "browser", navigation: "activated", referrer: "social" },
    { ...NAVIGATES, "user-agent": CHROME, "sec-fetch-user": "?1", referer: "https://weibo.com/u/1" },
  ],
  [
    { agent: "browser", navigation: "not_activated" },
    { ...NAVIGATES, "user-agent": CHROME },
  ],
  [{ agent: "browser", navigation: "missing", referrer: "none" }, { "user-agent": CHROME }],
  [{ agent: "weak_word", navigation: "missing" }, { "user-agent": `${CHROME} NewsReader` }],
  [{ agent: "tool", navigation: "not_sent" }, { "user-agent": "Dalvik/2.1.0 (Linux; U; Android 9)" }],
  [
    { agent: "in_app", navigation: "not_sent" },
    { "user-agent": "okhttp/4.12.0", accept: "application/json" },
  ],
])("marks %o reach the token of a click with headers %o", async (marks, headers) => {
  const { edge, link, program } = await opened();
  const answer = await edge.visit(`/s/${link.slug}`, headers);
  const token =
    answer.status === 302
      ? tokenAt(answer, program.number)
      : tokenIn((await answer.json<{ clickToken: string }>()).clickToken);
  expect(marksOf(token.click)).toMatchObject({ ...marks, cookie: "new" });
  expect(await edge.clicks()).toHaveLength(1);
});

test("a tap inside of WeChat is of the channel of WeChat, with and without a page that led to it", async () => {
  const { clickOf, edge } = await opened();
  for (const headers of [{}, { referer: "https://weibo.com/u/1" }]) {
    const marks = marksOf(await clickOf({ "user-agent": IN_WECHAT, ...headers }));
    expect(marks).toMatchObject({ agent: "in_app", referrer: "wechat" });
    expect(clickChannelOf(marks)).toBe("wechat");
  }
  await edge.clicks();
});

test("what Cloudflare says of network and person is a mark, where it is before the service", async () => {
  const { edge, clickOf } = await opened();
  edge.cloudflare = { ...HOSTING, botManagement: { score: 7 } };
  expect(marksOf(await clickOf({}))).toMatchObject({ network: "hosting", score: "low" });
  edge.cloudflare = { asn: 9_808, asOrganization: "China Mobile", botManagement: { score: 50 } };
  expect(marksOf(await clickOf({}))).toMatchObject({ network: "mobile", score: "middle" });
  edge.cloudflare = { asn: 4_134, asOrganization: "China Telecom", botManagement: { score: 99 } };
  expect(marksOf(await clickOf({}))).toMatchObject({ network: "household", score: "high" });
  edge.variables = { TRUSTED_PROXIES: "peer" };
  expect(marksOf(await clickOf({}))).toMatchObject({ network: "unknown", score: "none" });
  await edge.clicks();
});

test("a browser that brings our cookie is returning, and one that asks not to be tracked is neither", async () => {
  const { edge, link, program, clickOf } = await opened();
  const first = await edge.visit(`/s/${link.slug}`);
  expect(marksOf(tokenAt(first, program.number).click)).toMatchObject({ cookie: "new" });
  expect(marksOf(await clickOf(cookieHeader(first)))).toMatchObject({ cookie: "returning" });
  expect(marksOf(await clickOf({ "sec-gpc": "1" }))).toMatchObject({ cookie: "gpc" });
  await edge.clicks();
});

test("the tag says same network or not, and of who asks not to be tracked nothing", async () => {
  const { edge, clickOf } = await opened();
  const from = (address: string) => ({ "cf-connecting-ip": address });
  // The salt is asked for behind the first answer: nothing waits for it.
  expect((await clickOf(from("203.0.113.7"))).networkTag).toBeUndefined();
  await edge.clicks();
  const tags = [];
  for (const address of ["203.0.113.7", "203.0.113.7", "2001:db8:1:2::3", "2001:db8:1:ffff::9"]) {
    tags.push((await clickOf(from(address))).networkTag);
  }
  const [one, same, six, sameSix] = tags;
  expect(one).toBeTypeOf("number");
  expect([same, sameSix]).toEqual([one, six]);
  expect(six).not.toBe(one);
  expect((await clickOf({ ...from("203.0.113.7"), "sec-gpc": "1" })).networkTag).toBeUndefined();
  const other = await opened();
  await other.clickOf(from("203.0.113.7"));
  await other.edge.clicks();
  expect((await other.clickOf(from("203.0.113.7"))).networkTag).not.toBe(one);
  await Promise.all([edge.clicks(), other.edge.clicks()]);
});
