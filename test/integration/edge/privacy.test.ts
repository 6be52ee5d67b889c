import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { parsePromoterId, type PromoterRef } from "../../../domain/kernel/ids.ts";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { dayOfNetwork } from "../../../domain/risk/network-of-day.ts";
import { ipPrefix } from "../../../domain/tracking/ip-prefix.ts";
import { readEdgeProgram } from "../../../worker/configuration/edge-program.tables.ts";
import { mac, macHex } from "../../../worker/platform/keys.ts";
import { readToken } from "../../../worker/platform/click-tokens.ts";
import { networkTag } from "../../../worker/platform/network-names.ts";
import { networkSalts } from "../../../worker/platform/networks/network-salts.ts";
import {
  cookieHeader,
  EdgeHarness,
  landingOf,
  ring,
  someLink,
  someProgram,
  tokenAt,
} from "../../support/edge/edge-harness.ts";
import { storedBy } from "../../support/people/erased.ts";
import { openShop, request } from "../../support/shop.ts";

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

/** A click of a browser that keeps no cookie, as the queue carries it. */
async function cookielessClicks(edge: EdgeHarness, slug: string, addresses: readonly string[]) {
  for (const address of addresses) await edge.visit(`/s/${slug}`, { "cf-connecting-ip": address });
  return await edge.clicks();
}

test("networks have one name for a day within a program, and names that nothing joins in another", async () => {
  const [one, two] = [someProgram(), someProgram()];
  const edge = new EdgeHarness(one, two);
  const [first, again, other] = (
    await cookielessClicks(edge, (await someLink(one)).slug, [ADDRESS, ADDRESS, "198.51.101.24"])
  ).map(({ network }) => network);
  expect([again, first === other]).toEqual([first, false]);
  const elsewhere = (await cookielessClicks(edge, (await someLink(two)).slug, [ADDRESS])).at(-1);
  expect(elsewhere?.network).toMatch(/^[0-9a-f]{16}$/);
  expect(elsewhere?.network).not.toBe(first);
});

test("whoever has every key finds no address behind a network's name, though all of a /16 be tried", async () => {
  const program = someProgram();
  const edge = new EdgeHarness(program);
  const [click] = await cookielessClicks(edge, (await someLink(program)).slug, [ADDRESS]);
  const day = Math.floor(Date.now() / 86_400_000);
  const secrets = [ring.checkKey, ring.signing.bytes, ring.sealing.bytes].flatMap((key) => [
    key,
    mac(key, "daily-salt", String(day)),
  ]);
  const purposes = [`network:${program.number}`, "network"];
  const found: string[] = [];
  for (let rest = 0; rest < 65_536; rest += 1) {
    const address = `198.51.${rest >> 8}.${rest & 255}`;
    const texts = address.endsWith(".0") ? [address, ipPrefix(address)] : [address];
    for (const text of texts) {
      for (const secret of secrets) {
        for (const purpose of purposes)
          if (macHex(secret, purpose, text, 16) === click?.network) found.push(text);
      }
    }
  }
  expect([click?.network.length, found]).toEqual([16, []]);
});

test("whoever has every key and a day's clicks finds no address behind the tags of networks", async () => {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  await cookielessClicks(edge, link.slug, [ADDRESS]);
  const tags: [address: string, tag: number | undefined][] = [];
  for (let rest = 0; rest < 40; rest += 1) {
    const address = `198.51.100.${rest}`;
    const answer = await edge.visit(`/s/${link.slug}`, { "cf-connecting-ip": address });
    tags.push([address, tokenAt(answer, program.number).click.networkTag]);
  }
  await edge.clicks();
  expect(new Set(tags.map(([, tag]) => tag)).size).toBeGreaterThan(30);
  expectUnexplained(program.number, tags);
});

/** That no secret that is kept anywhere says which address has which tag. */
function expectUnexplained(program: number, tags: readonly [address: string, tag: number | undefined][]) {
  const days = [0, -1].map((ago) => String(Math.floor(Date.now() / 86_400_000) + ago));
  const secrets = [ring.checkKey, ring.signing.bytes, ring.sealing.bytes].flatMap((key) => [
    key,
    ...days.map((day) => mac(key, "daily-salt", day)),
  ]);
  for (const secret of secrets) {
    for (const purpose of [`network-tag:${program}`, `network:${program}`]) {
      const explained = tags.filter(
        ([address, tag]) => Number.parseInt(macHex(secret, purpose, address, 4), 16) === tag,
      );
      // By chance one in 65,536 is right; the salt itself would be right of all.
      expect(explained.length).toBeLessThan(3);
    }
  }
}

/** Of the addresses of a /16, those whose tags are among these. */
function addressesWith(
  tags: ReadonlySet<number | undefined>,
  tagOf: (address: string) => number | undefined,
) {
  return Array.from({ length: 65_536 }, (_, rest) => `198.51.${rest >> 8}.${rest & 255}`).filter((address) =>
    tags.has(tagOf(address)),
  );
}

test("once the salt is gone, whoever has a book and every key finds no address of its promoters in a /16", async () => {
  const shop = await openShop();
  const { id } = await shop.promoter("seller");
  const promoter = parsePromoterId(id) ?? (0 as PromoterRef);
  const { token } = (await shop.post(`/promoters/${id}/tokens`, {})).body;
  const book = env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
  const { number = 0 } = (await readEdgeProgram(env.CONFIG, shop.id)) ?? {};
  const addresses = Array.from(
    { length: LIMITS.networksPerPromoter },
    (_, place) => `198.51.${place * 31}.23`,
  );
  const tags: [address: string, tag: number][] = [];
  for (const address of addresses) {
    const headers = { "cf-connecting-ip": address };
    await request("GET", `/v1/programs/${shop.id}/promoters/${id}`, { token, headers });
    await expect.poll(async () => (await book.networks(promoter)).length).toBe(tags.length + 1);
    const [network = 0] = await book.networks(promoter);
    tags.push([address, dayOfNetwork(network).networkTag]);
  }
  const stored = await storedBy(book);
  for (const spelling of ["198.51", "c633", "xjMX"]) expect(stored).not.toContain(spelling);
  // Before it is thrown away the salt tells which tag is whose, so the tags are what they are taken for.
  const salt = await networkSalts.of(env.NETWORK_SALTS, Date.now(), Date.now());
  for (const [address, tag] of tags) expect(networkTag(salt, number, address)).toBe(tag);
  expectUnexplained(number, tags);
  // Any other salt says as much of addresses that nobody came from: the eight are no likelier than all others.
  const known = new Set(tags.map(([, tag]) => tag));
  for (const guess of [1, 2, 3]) {
    const found = addressesWith(known, (address) => networkTag(Buffer.alloc(32, guess), number, address));
    expect(found.filter((address) => addresses.includes(address)).length).toBeLessThan(2);
  }
});

test("16 bits name nobody: of the 65,536 addresses of a /16 many share a tag, whatever the salt", () => {
  const salt = Buffer.alloc(32, 9);
  const byTag = new Map<number | undefined, number>();
  for (let rest = 0; rest < 65_536; rest += 1) {
    const tag = networkTag(salt, 1, `198.51.${rest >> 8}.${rest & 255}`);
    byTag.set(tag, (byTag.get(tag) ?? 0) + 1);
  }
  // Of all addresses of the internet each tag has sixty thousand.
  expect(byTag.size).toBeLessThan(45_000);
  expect(Math.max(...byTag.values())).toBeGreaterThan(4);
});

test("of a visitor who asks not to be tracked nothing is carried that names browser or network", async () => {
  const program = someProgram();
  const edge = new EdgeHarness(program);
  await edge.visit(`/s/${(await someLink(program)).slug}`, { ...FROM, "sec-gpc": "1" });
  const [click] = await edge.clicks();
  expect([click?.visitor, click?.network]).toEqual(["", ""]);
});
