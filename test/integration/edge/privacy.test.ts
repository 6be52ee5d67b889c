import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { readToken } from "../../../worker/platform/click-tokens.ts";
import {
  cookieHeader,
  EdgeHarness,
  landingOf,
  ring,
  someLink,
  someProgram,
} from "../../support/edge/edge-harness.ts";

const ADDRESS = "198.51.100.23";
const FROM = { "cf-connecting-ip": ADDRESS };

/** An address in any spelling that a careless record of it would have. */
const SPELLINGS = [ADDRESS, "198.51.100", Buffer.from(ADDRESS).toString("base64").slice(0, 12), "c6336417"];

test("no address leaves the edge: not in what the queue carries, in tokens, cookies, or any answer", async () => {
  const program = someProgram({ impressionLookbackMs: 86_400_000 });
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  const click = await edge.visit(`/s/${link.slug}`, FROM);
  const token = landingOf(click).searchParams.get("tby") ?? "";
  const answers = [
    click,
    await edge.visit(`/s/${link.slug}`, { ...FROM, "sec-gpc": "1" }),
    await edge.visit(`/p.gif?program=${program.id}&link=${link.slug}&e=impression`, FROM),
    await edge.visit(`/c.gif?program=${program.id}&order=1&amount=1&currency=CNY&tby=${token}`, FROM),
    await edge.beacon({ program: program.id, type: "pageview" }, FROM),
  ];
  await edge.clicks();
  const seen = [
    JSON.stringify(edge.seen.sent),
    Buffer.from(token, "base64url").toString("hex"),
    ...answers.map((answer) => JSON.stringify([...answer.headers])),
  ];
  for (const spelling of SPELLINGS) for (const text of seen) expect(text).not.toContain(spelling);
});

test("no table has a column for an address", async () => {
  for (const db of [env.CONFIG, env.LINKS, env.REPORTS]) {
    const { results } = await db
      .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
      .all<{ sql: string }>();
    expect(results.length).toBeGreaterThan(1);
    const columns = results.map(({ sql }) => sql.toLowerCase()).join("\n");
    expect(columns).not.toMatch(/\b(ip|ip_address|address|remote_addr|user_agent)\b/);
  }
});

test("two programs that one browser visits get names of it that have nothing in common, in tokens and counters", async () => {
  const [one, two] = [someProgram(), someProgram()];
  const edge = new EdgeHarness(one, two);
  const first = await edge.visit(`/s/${(await someLink(one)).slug}`);
  const second = await edge.visit(`/s/${(await someLink(two)).slug}`, cookieHeader(first));
  const visitors = [first, second].map((answer) => {
    const reading = readToken(ring, landingOf(answer).searchParams.get("tby") ?? "");
    return reading.kind === "read" ? reading.token.visitor : null;
  });
  expect(visitors[0]).toMatch(/^[0-9a-f]{16}$/);
  expect(visitors[1]).not.toBe(visitors[0]);
  const counted = (await edge.clicks()).map((click) => click.visitor);
  expect(counted).toEqual(visitors);
});

test("a page that is given one program's token is never given another's", async () => {
  const [one, two] = [someProgram(), someProgram()];
  const edge = new EdgeHarness(one, two);
  const first = await edge.visit(`/s/${(await someLink(one)).slug}`);
  const second = await edge.visit(`/s/${(await someLink(two)).slug}`, cookieHeader(first));
  const reading = readToken(ring, landingOf(second).searchParams.get("tby") ?? "");
  expect(reading).toMatchObject({ kind: "read", token: { program: two.number, earlier: [] } });
  edge.variables = { FIRST_PARTY_PREFIX: "/tby" };
  const session = await edge.beacon(
    { program: two.id, type: "session" },
    { "sec-fetch-site": "same-origin", ...cookieHeader(second) },
    "/tby/e",
  );
  const { tokens } = await session.json<{ tokens: { token: string }[] }>();
  expect(tokens.map(({ token }) => token)).toEqual([landingOf(second).searchParams.get("tby")]);
  await edge.clicks();
});

test("without a cookie a browser's name lasts a day", async () => {
  const program = someProgram();
  const edge = new EdgeHarness(program);
  const link = await someLink(program);
  const anonymous = { ...FROM, "sec-gpc": "1" };
  await edge.visit(`/s/${link.slug}`, anonymous);
  await edge.visit(`/s/${link.slug}`, anonymous);
  await edge.visit(`/s/${link.slug}`, { ...anonymous, "cf-connecting-ip": "198.51.100.24" });
  const [same, again, other] = (await edge.clicks()).map((click) => click.visitor);
  expect(again).toBe(same);
  expect(other).not.toBe(same);
});
