/** The visitor of a share link: cookies that stay private, and the earlier touches that only their owner carries. */
import { expect, test } from "vitest";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import {
  cookieHeader,
  cookiesOf,
  EdgeHarness,
  someLink,
  someProgram,
  tokenAt,
} from "../../support/edge/edge-harness.ts";

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

test("a returning visitor keeps the visitor id, and the token carries all touches before, the promoter's own too", async () => {
  const program = someProgram();
  const edge = new EdgeHarness(program);
  const [a, b] = [await someLink(program), await someLink(program, { promoter: 769 as PromoterRef })];
  const first = await edge.visit(`/s/${a.slug}`);
  const second = await edge.visit(`/s/${b.slug}`, cookieHeader(first));
  const third = await edge.visit(`/s/${a.slug}`, cookieHeader(second));
  const tokens = [first, second, third].map((answer) => tokenAt(answer, program.number));
  expect(new Set(tokens.map((token) => token.visitor)).size).toBe(1);
  expect(tokens[1]?.earlier).toEqual([tokens[0]?.click]);
  expect(tokens[2]?.earlier).toEqual([tokens[1]?.click, tokens[0]?.click]);
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
  expect(value.split("~")).toHaveLength(8);
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

test("junk that another host of the site set under our names hides neither the visitor nor the touches", async () => {
  const program = someProgram();
  const edge = new EdgeHarness(program);
  const other = await someLink(program, { promoter: 769 as PromoterRef });
  const first = await edge.visit(`/s/${other.slug}`);
  const { cookie = "" } = cookieHeader(first);
  const junk = Array.from({ length: 6 }, (_, index) => `tby_vid=junk${index}; tby_clk=no.token.${index}`);
  const shaped = Array.from(
    { length: 6 },
    (_, index) => `tby_vid=${"A".repeat(43)}${index}; tby_clk=${"Z".repeat(40)}${index}`,
  );
  const second = await edge.visit(`/s/${(await someLink(program)).slug}`, {
    cookie: [...junk, ...shaped, cookie].join("; "),
  });
  const [before, after] = [tokenAt(first, program.number), tokenAt(second, program.number)];
  expect([after.visitor, after.earlier]).toEqual([before.visitor, [before.click]]);
  await edge.clicks();
});

test("where two cookies of the name are this visitor's, an older one before the newer hides none of its touches", async () => {
  const program = someProgram();
  const edge = new EdgeHarness(program);
  const link = (promoter: number) => someLink(program, { promoter: promoter as PromoterRef });
  const first = await edge.visit(`/s/${(await link(769)).slug}`);
  const second = await edge.visit(`/s/${(await link(1025)).slug}`, cookieHeader(first));
  const clk = (answer: Response) => `tby_clk=${cookiesOf(answer).get("tby_clk")?.value}`;
  const cookie = [clk(first), cookieHeader(second)["cookie"], clk(first)].join("; ");
  const third = await edge.visit(`/s/${(await link(513)).slug}`, { cookie });
  const before = [first, second].map((answer) => tokenAt(answer, program.number).click);
  expect(tokenAt(third, program.number).earlier).toEqual(before.toReversed());
  expect(cookiesOf(third).get("tby_clk")?.value).not.toContain("~");
  await edge.clicks();
});

test("of two visitors that are both ours neither is believed: nobody's touches join somebody else's journey", async () => {
  const program = someProgram();
  const edge = new EdgeHarness(program);
  const thief = await edge.visit(`/s/${(await someLink(program, { promoter: 769 as PromoterRef })).slug}`);
  const buyer = await edge.visit(`/s/${(await someLink(program, { promoter: 1025 as PromoterRef })).slug}`);
  const link = await someLink(program);
  for (const pair of [
    [thief, buyer],
    [buyer, thief],
  ]) {
    const cookie = pair.map((answer) => cookieHeader(answer)["cookie"]).join("; ");
    const token = tokenAt(await edge.visit(`/s/${link.slug}`, { cookie }), program.number);
    expect(token.earlier).toEqual([]);
    expect([thief, buyer].map((answer) => tokenAt(answer, program.number).visitor)).not.toContain(
      token.visitor,
    );
  }
  await edge.clicks();
});
