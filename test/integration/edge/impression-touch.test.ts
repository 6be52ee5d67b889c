import { expect, test } from "vitest";
import type { PromoterRef } from "../../../domain/kernel/ids.ts";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { touchesOf } from "../../../domain/tracking/click-token.ts";
import { readToken } from "../../../worker/platform/click-tokens.ts";
import {
  cookieHeader,
  cookiesOf,
  EdgeHarness,
  landingOf,
  ring,
  someLink,
  someProgram,
} from "../../support/edge/edge-harness.ts";

const DAY_MS = 86_400_000;
const PAGE = { referer: "https://shop.example.com/tea" };
const SAME_SITE = { ...PAGE, "sec-fetch-site": "same-site" };

async function somePromoters(impressionLookbackMs = 7 * DAY_MS) {
  const program = someProgram({ impressionLookbackMs });
  const wei = await someLink(program, { promoter: 513 as PromoterRef });
  const ling = await someLink(program, { promoter: 769 as PromoterRef });
  const pixel = (link: { slug: string }) => `/p.gif?program=${program.id}&link=${link.slug}&e=impression`;
  return { program, wei, ling, pixel, edge: new EdgeHarness(program) };
}

/** Kinds and promoters of the touches that a token proves. */
function provedBy(text: string | null | undefined): [string, number][] {
  const reading = readToken(ring, (text ?? "").split("~")[0] ?? "");
  return reading.kind === "read"
    ? touchesOf(reading.token).map(({ kind, promoter }) => [kind, promoter])
    : [];
}

test("on an allowed page of the visitor's own site an impression is carried, and the next click's token proves it", async () => {
  const { wei, ling, pixel, edge } = await somePromoters();
  const seen = await edge.visit(pixel(wei), SAME_SITE);
  expect([seen.headers.get("tributary-status"), seen.headers.get("tributary-touch")]).toEqual([
    "recorded",
    "kept",
  ]);
  expect([...cookiesOf(seen).keys()]).toEqual(["tby_vid", "tby_clk"]);
  expect(provedBy(cookiesOf(seen).get("tby_clk")?.value)).toEqual([["impression", 513]]);
  const click = await edge.visit(`/s/${ling.slug}`, cookieHeader(seen));
  expect(provedBy(landingOf(click).searchParams.get("tby"))).toEqual([
    ["click", 769],
    ["impression", 513],
  ]);
  expect([await edge.clicks(), await edge.counted()]).toMatchObject([
    [{ link: ling.number }],
    [{ of: "impression", link: wei.number }],
  ]);
});

test("an impression never takes a click's place: beside another's click, not beside one of its own promoter", async () => {
  const { wei, ling, pixel, edge } = await somePromoters();
  const click = await edge.visit(`/s/${wei.slug}`);
  const own = await edge.visit(pixel(wei), { ...PAGE, ...cookieHeader(click) });
  expect(own.headers.get("tributary-touch")).toBe("none; reason=clicked_before");
  expect(own.headers.getSetCookie()).toEqual([]);
  const others = await edge.visit(pixel(ling), { ...PAGE, ...cookieHeader(click) });
  expect(provedBy(cookiesOf(others).get("tby_clk")?.value)).toEqual([
    ["click", 513],
    ["impression", 769],
  ]);
  await edge.clicks();
});

test("an impression is recorded but not carried: on a foreign page, on another site, without consent to tracking", async () => {
  const { wei, pixel, edge } = await somePromoters();
  const click = cookieHeader(await edge.visit(`/s/${wei.slug}`));
  const cases: [Record<string, string>, string, string[]][] = [
    [{ ...click, referer: "https://elsewhere.example/" }, "foreign_page", []],
    [{ ...click }, "foreign_page", []],
    [{ ...click, referer: "http://shop.example.com/" }, "foreign_page", []],
    [{ ...click, referer: "not an address" }, "foreign_page", []],
    [PAGE, "other_site", ["tby_pvid"]],
    [{ ...PAGE, "sec-fetch-site": "cross-site" }, "other_site", ["tby_pvid"]],
    [{ ...SAME_SITE, referer: "https://elsewhere.example/" }, "other_site", ["tby_pvid"]],
    [{ ...SAME_SITE, ...click, "sec-gpc": "1" }, "opted_out", []],
  ];
  for (const [headers, reason, cookies] of cases) {
    const answer = await edge.visit(pixel(wei), headers);
    expect([answer.headers.get("tributary-status"), answer.headers.get("tributary-touch")]).toEqual([
      "recorded",
      `none; reason=${reason}`,
    ]);
    expect([...cookiesOf(answer).keys()]).toEqual(cookies);
  }
  expect([await edge.clicks(), await edge.counted()].map(({ length }) => length)).toEqual([1, cases.length]);
});

test("while a program credits no impressions nothing is carried, and nothing said of it", async () => {
  const { wei, pixel, edge } = await somePromoters(0);
  const click = cookieHeader(await edge.visit(`/s/${wei.slug}`));
  const answer = await edge.visit(pixel(wei), { ...SAME_SITE, ...click });
  expect([answer.headers.get("tributary-touch"), answer.headers.getSetCookie()]).toEqual([null, []]);
  const stranger = await edge.visit(pixel(wei), SAME_SITE);
  expect([...cookiesOf(stranger).keys()]).toEqual(["tby_pvid"]);
  await edge.clicks();
});

test("the cookie remembers as many tokens as it may, those of other programs included", async () => {
  const programs = Array.from({ length: LIMITS.programsPerCookie + 2 }, () => someProgram());
  const edge = new EdgeHarness(...programs);
  let cookies: Record<string, string> = {};
  for (const program of programs) {
    cookies = cookieHeader(await edge.visit(`/s/${(await someLink(program)).slug}`, cookies));
  }
  const tokens = /tby_clk=([^;]+)/.exec(cookies["cookie"] ?? "")?.[1]?.split("~") ?? [];
  const named = tokens.map((text) => {
    const reading = readToken(ring, text);
    return reading.kind === "read" ? reading.token.program : undefined;
  });
  expect(named).toEqual(
    programs
      .map((program) => program.number)
      .toReversed()
      .slice(0, LIMITS.programsPerCookie),
  );
  await edge.clicks();
});
