import { expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import {
  cookieHeader,
  cookiesOf,
  EdgeHarness,
  landingOf,
  SHARE_HOST,
  someLink,
  someProgram,
} from "../../support/edge/edge-harness.ts";

const OWN_PAGE = { "sec-fetch-site": "same-origin" };

async function someZone() {
  const [program, other] = [someProgram(), someProgram()];
  const edge = new EdgeHarness(program, other);
  edge.variables = { FIRST_PARTY_PREFIX: "/tby" };
  const tap = async (of = program) => {
    const answer = await edge.visit(`/s/${(await someLink(of)).slug}`);
    return landingOf(answer).searchParams.get("tby") ?? "";
  };
  const session = (more: Record<string, unknown>, headers: Record<string, string>, path = "/tby/e") =>
    edge.beacon({ program: program.id, type: "session", ...more }, headers, path);
  return { program, other, edge, tap, session };
}

async function tokensIn(answer: Response): Promise<string[]> {
  const { tokens } = await answer.json<{ tokens: { token: string }[] }>();
  return tokens.map((kept) => kept.token);
}

test("the page's own origin has its tokens kept in an HttpOnly cookie, and gets them back without sending any", async () => {
  const { edge, tap, session } = await someZone();
  const [first, second] = [await tap(), await tap()];
  const kept = await session({ clickTokens: [first, second] }, OWN_PAGE);
  expect(new Set(await tokensIn(kept))).toEqual(new Set([first, second]));
  expect(cookiesOf(kept).get("tby_clk")?.line).toMatch(
    /; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  expect(kept.headers.get("access-control-allow-origin")).toBeNull();
  const back = await session({}, { ...OWN_PAGE, ...cookieHeader(kept) });
  expect(new Set(await tokensIn(back))).toEqual(new Set([first, second]));
  await edge.clicks();
});

test("for any other page the cookie is neither set nor read", async () => {
  const { edge, tap, session } = await someZone();
  const token = await tap();
  const known = cookieHeader(await session({ clickTokens: [token] }, OWN_PAGE));
  const strangers: Record<string, string>[] = [
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "none" },
    { "sec-fetch-site": "cross-site", origin: SHARE_HOST },
    { origin: "https://elsewhere.example" },
    { origin: "null" },
    {},
  ];
  for (const headers of strangers) {
    const answer = await session({ clickTokens: [token] }, { ...headers, ...known });
    expect([answer.status, await answer.text(), answer.headers.getSetCookie()]).toEqual([204, "", []]);
  }
  const shareHost = await session({ clickTokens: [token] }, OWN_PAGE, "/e");
  expect([shareHost.status, shareHost.headers.getSetCookie()]).toEqual([204, []]);
  await edge.clicks();
});

test("a browser that does not say where a call comes from is known by its origin, also behind a merchant's proxy", async () => {
  const { edge, tap, session } = await someZone();
  const token = await tap();
  const direct = await session({ clickTokens: [token] }, { origin: SHARE_HOST });
  expect(await tokensIn(direct)).toEqual([token]);
  const proxied = { origin: "https://shop.example.com", "x-forwarded-host": "shop.example.com" };
  expect(await tokensIn(await session({ clickTokens: [token] }, proxied))).toEqual([token]);
  await edge.clicks();
});

test("forged tokens and those of other programs are neither kept nor given back; others' tokens stay in the cookie", async () => {
  const { other, edge, tap, session } = await someZone();
  const [token, foreign] = [await tap(), await tap(other)];
  const theirs = await edge.beacon(
    { program: other.id, type: "session", clickTokens: [foreign] },
    OWN_PAGE,
    "/tby/e",
  );
  const sent = { clickTokens: [token, foreign, `${token.slice(0, -2)}AA`, "rubbish"] };
  const kept = await session(sent, { ...OWN_PAGE, ...cookieHeader(theirs) });
  expect(await tokensIn(kept)).toEqual([token]);
  expect(cookiesOf(kept).get("tby_clk")?.value).toBe(`${token}~${foreign}`);
  const unknown = await session({ program: "no-such" }, { ...OWN_PAGE, ...cookieHeader(kept) });
  expect([unknown.status, unknown.headers.getSetCookie()]).toEqual([204, []]);
  await edge.clicks();
});

test("the cookie holds only so many tokens, the newest", async () => {
  const { edge, tap, session } = await someZone();
  const tokens: string[] = [];
  for (let count = 0; count < LIMITS.programsPerCookie + 3; count += 1) tokens.push(await tap());
  const kept = await session({ clickTokens: tokens }, OWN_PAGE);
  expect(cookiesOf(kept).get("tby_clk")?.value.split("~")).toHaveLength(LIMITS.programsPerCookie);
  expect(await tokensIn(kept)).toHaveLength(tokens.length);
  await edge.clicks();
});

test("Sec-GPC: the page gets back what it sent, and no cookie is set or read", async () => {
  const { edge, tap, session } = await someZone();
  const [known, token] = [await tap(), await tap()];
  const cookies = cookieHeader(await session({ clickTokens: [known] }, OWN_PAGE));
  const answer = await session({ clickTokens: [token] }, { ...OWN_PAGE, ...cookies, "sec-gpc": "1" });
  expect([await tokensIn(answer), answer.headers.getSetCookie()]).toEqual([[token], []]);
  await edge.clicks();
});

test("a consent withdrawn erases the cookies, of this origin's page alone", async () => {
  const { session } = await someZone();
  const erased = await session({ forget: true }, OWN_PAGE);
  expect([...cookiesOf(erased)].map(([name, { line }]) => [name, /Max-Age=0;/.test(line)])).toEqual([
    ["tby_clk", true],
    ["tby_vid", true],
  ]);
  const refused = await session({ forget: true }, { "sec-fetch-site": "cross-site" });
  expect(refused.headers.getSetCookie()).toEqual([]);
});

test("share links and pixels answer below the prefix too, and preview cards name that address", async () => {
  const { program, edge } = await someZone();
  const link = await someLink(program, { preview: { title: "Tea" } });
  expect((await edge.visit(`/tby/s/${link.slug}`)).status).toBe(302);
  const card = await edge.visit(`/tby/s/${link.slug}`, { "user-agent": "WhatsApp/2.23" });
  expect(await card.text()).toContain(`content="${SHARE_HOST}/tby/s/${link.slug}"`);
  const pixel = await edge.visit(`/tby/p.gif?program=${program.id}&link=${link.slug}&e=impression`);
  expect(pixel.headers.get("tributary-status")).toBe("recorded");
  expect((await edge.visit("/tby/v1/programs")).status).toBe(404);
  await edge.clicks();
});

test("of two cookies of the name neither is believed, since another host of the site may have set one", async () => {
  const { edge, tap, session } = await someZone();
  const [own, thiefs] = [await tap(), await tap()];
  const cookie = `tby_clk=${thiefs}; tby_clk=${own}`;
  expect(await tokensIn(await session({ clickTokens: [own] }, { ...OWN_PAGE, cookie }))).toEqual([own]);
  await edge.clicks();
});
