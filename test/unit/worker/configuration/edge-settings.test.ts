/** The edge reads stored settings as the schema does, though it reads them without one. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { edgeSettingsOf } from "../../../../worker/configuration/edge-settings.ts";
import {
  SETTINGS_EXAMPLE,
  settingsOf,
  settingsSchema,
  storedSettingsSchema,
} from "../../../../worker/configuration/settings.shapes.ts";

const duration = fc.constantFrom("PT0S", "PT1H", "P1D", "P30D", "P400D", "PT90M", "P1DT12H");
const received = fc.record(
  {
    allowedHosts: fc.array(
      fc.constantFrom("shop.example", "*.shop.example", "shop.example:443", "localhost:80"),
    ),
    homeUrl: fc.constantFrom(null, "https://shop.example/", "https://shop.example/a?b#c"),
    attribution: fc.record(
      { clickLookback: duration, impressionLookback: duration, acceptPixelToken: fc.boolean() },
      { requiredKeys: [] },
    ),
    identify: fc.record({ acceptUndated: fc.boolean() }, { requiredKeys: [] }),
    privacy: fc.record({ honorGpc: fc.boolean() }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

/** What the schema makes of stored settings. */
function bySchema(stored: unknown) {
  const wire = settingsSchema.parse(stored);
  const { clickLookbackMs, impressionLookbackMs, acceptPixelToken } = settingsOf(wire).attribution;
  const { allowedHosts, homeUrl, identify, privacy } = wire;
  return {
    allowedHosts,
    homeUrl,
    clickLookbackMs,
    impressionLookbackMs,
    acceptPixelToken,
    acceptUndatedProofs: identify.acceptUndated,
    honorGpc: privacy.honorGpc,
  };
}

test("settings as they are stored are read alike, whatever was set", () => {
  fc.assert(
    fc.property(received, (given) => {
      const stored = settingsSchema.parse(given);
      expect(edgeSettingsOf(JSON.stringify(stored))).toEqual(bySchema(stored));
    }),
  );
});

test("a member that the edge does not need, and that this version does not know, changes nothing", () => {
  const stored = { ...SETTINGS_EXAMPLE, loyalty: { points: 3 } };
  expect(edgeSettingsOf(JSON.stringify(stored))).toEqual(bySchema(SETTINGS_EXAMPLE));
});

test("what is no JSON is left to the schema", () => {
  expect(edgeSettingsOf("{")).toBeUndefined();
});

describe("settings of another form are left to the schema", () => {
  const { attribution, privacy } = SETTINGS_EXAMPLE;
  const { clickLookback: _absent, ...withoutLookback } = attribution;
  test.each([
    ["no settings", null],
    ["no object", "P30D"],
    ["no attribution", { ...SETTINGS_EXAMPLE, attribution: undefined }],
    ["no lookback", { ...SETTINGS_EXAMPLE, attribution: withoutLookback }],
    [
      "a lookback that is no duration",
      { ...SETTINGS_EXAMPLE, attribution: { ...attribution, clickLookback: "30" } },
    ],
    ["no word about proofs", { ...SETTINGS_EXAMPLE, identify: undefined }],
    ["hosts that are no list", { ...SETTINGS_EXAMPLE, allowedHosts: "shop.example" }],
    ["a host that is no text", { ...SETTINGS_EXAMPLE, allowedHosts: ["shop.example", 7] }],
    ["a flag that is none", { ...SETTINGS_EXAMPLE, privacy: { ...privacy, honorGpc: "yes" } }],
  ])("%s", (_form, stored) => {
    expect(edgeSettingsOf(JSON.stringify(stored))).toBeUndefined();
  });
});

test("settings of before proofs had an end go on to take the ones that have none; new ones do not", () => {
  const { identify: _later, ...before } = SETTINGS_EXAMPLE;
  expect(storedSettingsSchema.parse(before).identify).toEqual({ acceptUndated: true });
  expect(settingsSchema.parse(before).identify).toEqual({ acceptUndated: false });
});
