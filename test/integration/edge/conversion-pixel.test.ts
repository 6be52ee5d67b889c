import { expect, test } from "vitest";
import {
  cookieHeader,
  EdgeHarness,
  landingOf,
  someLink,
  someProgram,
} from "../../support/edge/edge-harness.ts";

async function someTap(more: Parameters<typeof someProgram>[0] = {}) {
  const program = someProgram(more);
  const link = await someLink(program);
  const edge = new EdgeHarness(program);
  const token = landingOf(await edge.visit(`/s/${link.slug}`)).searchParams.get("tby") ?? "";
  await edge.clicks();
  edge.seen.sent.length = 0;
  const pixel = (query: Record<string, string>) =>
    `/c.gif?${new URLSearchParams({ program: program.id, order: "A-1", amount: "1250", currency: "CNY", ...query }).toString()}`;
  return { program, link, edge, token, pixel };
}

test("a conversion pixel is the same image; it is counted by the link of its token, and told to nobody else", async () => {
  const { program, link, edge, token, pixel } = await someTap();
  const answer = await edge.visit(pixel({ tby: token }), { "sec-fetch-dest": "image" });
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/gif"]);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.headers.get("tributary-status")).toBe("recorded");
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(await edge.counted()).toMatchObject([
    {
      of: "conversion",
      program: program.number,
      link: link.number,
      promoter: link.promoter,
      amountMinor: 1_250,
    },
  ]);
  expect([edge.seen.reported, edge.seen.objects]).toEqual([[], 0]);
});

test("without a token, or with one that is forged or another program's, it counts for no link", async () => {
  const { edge, token, pixel } = await someTap();
  const foreign = await someTap();
  for (const tby of ["", "forged", `${token.slice(0, -2)}AA`, foreign.token]) {
    const order = `A-${tby.length}-${tby.slice(-2)}`;
    expect((await edge.visit(pixel({ tby, order }))).headers.get("tributary-status")).toBe("recorded");
  }
  expect(await edge.counted()).toMatchObject(
    Array.from({ length: 4 }, () => ({ of: "conversion", link: 0, promoter: 0 })),
  );
});

test("of one order and visitor every call has one key, and none of another order, visitor or program has it", async () => {
  const { edge, token, pixel, program } = await someTap();
  const other = await someTap();
  const keysOf = async (
    harness: EdgeHarness,
    calls: readonly (readonly [string, Record<string, string>])[],
  ) => {
    harness.seen.sent.length = 0;
    // Each in a batch of its own.
    for (const [path, headers] of calls) {
      await harness.visit(path, headers);
      await harness.clicks();
    }
    return harness.seen.sent.flatMap(({ reported = [] }) => reported.map(([, key]) => key));
  };
  const mine = cookieHeader(await edge.visit(`/s/${(await someLink(program)).slug}`));
  await edge.clicks();
  const [first, ...others] = await keysOf(edge, [
    [pixel({}), mine],
    [pixel({}), mine],
    [pixel({ amount: "9", tby: token }), mine],
    [pixel({ order: "A-2" }), mine],
    [pixel({ tby: token }), {}],
    [pixel({}), {}],
    [pixel({}), {}],
    [pixel({ tby: token }), { ...mine, "sec-gpc": "1" }],
  ]);
  const [again, changed, second, byToken, nobody, nobodyAgain, optedOut] = others;
  expect([again, changed]).toEqual([first, first]);
  expect([nobodyAgain, optedOut]).toEqual([nobody, nobody]);
  const [elsewhere] = await keysOf(other.edge, [[other.pixel({}), {}]]);
  expect(new Set([first, second, byToken, nobody, elsewhere]).size).toBe(5);
  expect(first).toMatch(/^[0-9a-f]{24}$/);
});

test("one that cannot be counted is the same image, with its reason", async () => {
  const { edge, pixel } = await someTap();
  const ignored: [string, string, Record<string, string>][] = [
    ["/c.gif", "invalid_program", {}],
    [pixel({ program: "No Such" }), "invalid_program", {}],
    [pixel({ program: "no-such" }), "unknown_program", {}],
    [pixel({ order: "" }), "invalid_orderId", {}],
    [pixel({ order: "a  b" }), "invalid_orderId", {}],
    [pixel({ amount: "12.5" }), "invalid_amount", {}],
    [pixel({ amount: "-1" }), "invalid_amount", {}],
    [pixel({ amount: "0x10" }), "invalid_amount", {}],
    [pixel({ amount: "1000000000001" }), "invalid_amount", {}],
    [pixel({ currency: "cny" }), "invalid_currency", {}],
    [pixel({ currency: "USD" }), "currency_mismatch", {}],
    [pixel({}), "bot", { "user-agent": "Googlebot/2.1" }],
    [pixel({}), "prefetch", { "sec-purpose": "prefetch" }],
  ];
  for (const [path, reason, headers] of ignored) {
    const answer = await edge.visit(path, headers);
    expect([answer.status, answer.headers.get("tributary-status")]).toEqual([
      200,
      `ignored; reason=${reason}`,
    ]);
  }
  expect(await edge.counted()).toEqual([]);
});

test("a program that takes such orders is handed those that bring a token of its own, and no others", async () => {
  const { edge, token, pixel } = await someTap({ acceptPixelToken: true });
  await edge.visit(pixel({ order: "without", tby: "" }));
  await edge.visit(pixel({ order: "forged", tby: `${token.slice(0, -2)}AA` }));
  await edge.visit(pixel({ order: "good", tby: token }));
  expect(edge.seen.reported).toEqual([
    { orderId: "good", amount: 1_250, currency: "CNY", clickToken: token },
  ]);
  expect(await edge.counted()).toHaveLength(3);
});
