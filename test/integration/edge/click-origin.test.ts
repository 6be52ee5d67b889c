/** What a click says of where it came from, so that people are judged by themselves and data centres as a whole. */
import { expect, test } from "vitest";
import { LIMITS } from "../../../domain/kernel/limits.ts";
import { signToken } from "../../../worker/platform/click-tokens.ts";
import {
  cookieHeader,
  cookiesOf,
  EdgeHarness,
  ring,
  someLink,
  someProgram,
  tokenAt,
} from "../../support/edge/edge-harness.ts";

async function opened() {
  const program = someProgram();
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  const visit = (headers: Record<string, string> = {}) => edge.visit(`/s/${link.slug}`, headers);
  return { program, edge, visit };
}

test("a visitor is returning by a touch of its own that is older than the window of its network, and else a newcomer", async () => {
  const { program, edge, visit } = await opened();
  const first = await visit();
  const token = tokenAt(first, program.number);
  const root = cookiesOf(first).get("tby_vid")?.value;
  const aged = (ageMs: number, visitor = token.visitor) => {
    const click = { ...token.click, occurredAtMs: Date.now() - ageMs };
    const text = signToken(ring, { ...token, visitor, click });
    return { cookie: `tby_vid=${root}; tby_clk=${text}` };
  };
  await visit(cookieHeader(first));
  await visit(aged(LIMITS.networkWindowMs));
  await visit(aged(LIMITS.networkWindowMs - 60_000));
  // A token of another visitor proves nothing of this one.
  await visit(aged(LIMITS.networkWindowMs, "00ff10a0b0c0d0e0"));
  expect((await edge.clicks()).map(({ origin }) => origin)).toEqual([
    "newcomer",
    "newcomer",
    "returning",
    "newcomer",
    "newcomer",
  ]);
});

test("all addresses of a data centre are one network, and those of no other are", async () => {
  const { edge, visit } = await opened();
  const from = (address: string) => visit({ "cf-connecting-ip": address });
  edge.cloudflare = { asn: 16_509, asOrganization: "Amazon.com, Inc." };
  await from("203.0.113.7");
  await from("2001:db8::1");
  edge.cloudflare = { asn: 4_134, asOrganization: "China Telecom" };
  await from("203.0.113.7");
  await from("203.0.113.8");
  const clicks = await edge.clicks();
  expect(clicks.map(({ origin }) => origin)).toEqual(["hosting", "hosting", "newcomer", "newcomer"]);
  const [one, same, ...homes] = clicks.map(({ network }) => network);
  expect(same).toBe(one);
  expect(new Set([one, ...homes]).size).toBe(3);
});
