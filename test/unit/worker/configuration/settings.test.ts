import { describe, expect, test } from "vitest";
import { WEIGHTS } from "../../../../domain/risk/codes.ts";
import { LIMITS } from "../../../../domain/kernel/limits.ts";
import { csvLine } from "../../../../worker/http/files/csv.ts";
import { mergePatch } from "../../../../worker/http/merge-patch.ts";
import {
  settingsOf,
  settingsSchema,
  storedSettingsSchema,
} from "../../../../worker/configuration/settings.shapes.ts";

test("settings left out take the defaults of the contract, in the core's units too", () => {
  const wire = settingsSchema.parse({});
  expect(wire).toEqual({
    allowedHosts: [],
    homeUrl: null,
    shareOrigin: null,
    attribution: {
      model: "last_click",
      clickLookback: "P30D",
      impressionLookback: "PT0S",
      halfLife: "P7D",
      precedence: ["coupon", "binding", "touch"],
      grace: "PT1H",
      acceptPixelToken: false,
    },
    promoterRule: { kind: "operator" },
    binding: { mode: "first", protection: "P30D" },
    commission: { maxLevels: 2, capBps: 3000, selfPurchase: false, inactiveUpline: "forfeit" },
    settlement: {
      holdPeriod: "P7D",
      holdStartsAt: "received",
      autoReceiveAfter: "P15D",
      minPayout: 1000,
      payoutCycle: "T+0",
      payoutApprovals: 1,
    },
    tax: { regime: "none" },
    fraud: {
      maxClicksPerIpPerMinute: 60,
      maxClicksPerVisitorPerMinute: 20,
      minClickToConversion: "PT5S",
      displacedWithin: "PT60S",
      maxCustomersPerClick: 10,
      maxDevicesPerCustomer: 5,
      reviewWithin: "P7D",
      weights: WEIGHTS,
      mode: "enforce",
    },
    identify: { acceptUndated: false },
    promoter: { maxLinks: 200, maxTokenLife: "P90D" },
    privacy: { honorGpc: true },
    exports: { nightly: [], format: "parquet" },
  });
  const day = 86_400_000;
  expect(settingsOf(wire)).toMatchObject({
    attribution: { clickLookbackMs: 30 * day, impressionLookbackMs: 0, graceMs: 3_600_000 },
    binding: { mode: "first", protectionMs: 30 * day },
    settlement: { holdPeriodMs: 7 * day, autoReceiveAfterMs: 15 * day, holdStartsAt: "received" },
    fraud: {
      mode: "enforce",
      minClickToConversionMs: 5_000,
      displacedWithinMs: 60_000,
      maxCustomersPerClick: 10,
      maxDevicesPerCustomer: 5,
      reviewWithinMs: 7 * day,
      weights: WEIGHTS,
    },
    payout: { minPayout: 1000, payoutCycleDays: 0, approvals: 1, taxRegime: "none" },
  });
});

test.each([
  ["P1M", "months and years have no fixed length: say days, such as P30D or P365D"],
  ["P1Y2M", "months and years have no fixed length: say days, such as P30D or P365D"],
  ["P99999D", /^expected an ISO 8601 duration of at most P\d+D$/],
  ["a week", /^expected an ISO 8601 duration of at most P\d+D$/],
])("a hold of %s is refused for what it is", (holdPeriod, message) => {
  const { error } = settingsSchema.safeParse({ settlement: { holdPeriod } });
  expect(error?.issues[0]?.message).toMatch(message);
});

test("parsed settings parse to themselves, so what is stored can be read again", () => {
  const wire = settingsSchema.parse({
    settlement: { autoReceiveAfter: null },
    allowedHosts: ["*.a.example"],
  });
  expect(settingsSchema.parse(structuredClone(wire))).toEqual(wire);
  expect(settingsOf(wire).settlement.autoReceiveAfterMs).toBeNull();
});

test("a home is an https address of a host with a name, and names nobody", () => {
  for (const homeUrl of [null, "https://shop.example/", "https://shop.example:8443/a?b=c#d"]) {
    expect(settingsSchema.parse({ homeUrl }).homeUrl).toBe(homeUrl);
  }
  for (const homeUrl of [
    "http://shop.example/",
    "https://user@shop.example/",
    "https://1.2.3.4/",
    "javascript:alert(1)",
    "//shop.example",
    `https://shop.example/${"a".repeat(2_048)}`,
    "",
  ]) {
    expect([homeUrl, settingsSchema.safeParse({ homeUrl }).success]).toEqual([homeUrl, false]);
  }
});

test.each([
  ["maxDevicesPerCustomer", LIMITS.devicesPerCustomer],
  ["maxCustomersPerClick", LIMITS.customersPerClick],
])("fraud.%s is at most what is counted: %i", (name, most) => {
  const isTaken = (count: number) => settingsSchema.safeParse({ fraud: { [name]: count } }).success;
  expect([0, 1, most, most + 1].map(isTaken)).toEqual([false, true, true, false]);
});

test("weights of signs are set one by one, to two decimals, from nothing to ten", () => {
  const parsed = settingsSchema.parse({ fraud: { weights: { order_too_soon: 0, ring: 1.25 } } });
  expect(parsed.fraud.weights).toEqual({ ...WEIGHTS, order_too_soon: 0, ring: 1.25 });
  for (const weights of [{ ring: -1 }, { ring: 10.01 }, { ring: 1.001 }, { moon_phase: 1 }])
    expect(settingsSchema.safeParse({ fraud: { weights } }).success).toBe(false);
});

test("more allowed hosts than the bound are refused", () => {
  const hosts = Array.from({ length: LIMITS.allowedHosts + 1 }, (_, index) => `h${index}.example`);
  expect(settingsSchema.safeParse({ allowedHosts: hosts }).success).toBe(false);
  expect(settingsSchema.safeParse({ allowedHosts: hosts.slice(1) }).success).toBe(true);
});

test("a merge patch replaces, merges and removes as RFC 7396 says", () => {
  expect(mergePatch({ a: 1, b: { c: 2, d: 3 } }, { b: { c: null, e: [1] }, f: { g: null } })).toEqual({
    a: 1,
    b: { d: 3, e: [1] },
    f: {},
  });
  const patched = mergePatch({}, JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, unknown>);
  expect("polluted" in {}).toBe(false);
  expect(Object.keys(patched)).toEqual(["__proto__"]);
});

test("a cell of a CSV file is quoted where it must be, and never taken for a formula", () => {
  expect(csvLine(["plain", 7, null, undefined, 'a "b", c', "=SUM(A1)", "-1"])).toBe(
    `plain,7,,,"a ""b"", c",'=SUM(A1),'-1\r\n`,
  );
});

describe("a host that links may lead to", () => {
  const accepts = (host: string) => settingsSchema.safeParse({ allowedHosts: [host] }).success;

  test.each([
    "com",
    "co.uk",
    "*.com",
    "*.co.uk",
    "*.myshopify.com",
    "github.io",
    "intranet",
    "*.cn",
    "*.127.0.0.1",
  ])("is never all below a public suffix, nor a name without a dot: %s", (host) =>
    expect(accepts(host)).toBe(false),
  );

  test.each([
    "shop.example.com",
    "*.example.com",
    "tea.myshopify.com",
    "shop.co.uk:8443",
    "localhost:3000",
    "*.localhost",
    "127.0.0.1:8788",
    "xn--fsqu00a.xn--fiqs8s",
  ])("is one of the merchant's own, or of this machine: %s", (host) => expect(accepts(host)).toBe(true));

  test("that was allowed before stays so where it is stored", () => {
    expect(storedSettingsSchema.parse({ allowedHosts: ["*.co.uk"] }).allowedHosts).toEqual(["*.co.uk"]);
  });
});

test.each([
  ["＝1+1", "'＝1+1"],
  ["\ufe66cmd", "'\ufe66cmd"],
  ["\u207a1", "'\u207a1"],
  ["\u0000\u0007=1", "'\u0000\u0007=1"],
  ["\u00a0=1", "'\u00a0=1"],
  ["\u200b\ufeff@x", "'\u200b\ufeff@x"],
  ["' =1", "'' =1"],
  ["a;=1+1", '"a;=1+1"'],
  ["a\t=1", '"a\t=1"'],
  ["a|b", '"a|b"'],
  ["茶 = 好", "茶 = 好"],
  ["it's", "it's"],
  ["'tis", "''tis"],
  ["6222020200112233445", "'6222020200112233445"],
  ["4200001234567890123456789012", "'4200001234567890123456789012"],
  ["007", "'007"],
  ["12E5", "'12E5"],
  ["12345678901", "12345678901"],
  ["6222-0202", "6222-0202"],
])(
  "no cell is a formula or a number to be rounded, in whatever spreadsheet of whatever region: %j",
  (text, cell) => {
    expect(csvLine([text])).toBe(`${cell}\r\n`);
  },
);
