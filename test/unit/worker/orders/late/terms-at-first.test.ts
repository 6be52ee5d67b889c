/** An order that is decided anew keeps its terms, also where CONFIG knows their version no more, or names another by its number. */
import { expect, test } from "vitest";
import type { Terms } from "../../../../../domain/commission/decision.ts";
import type { ProgramConfig } from "../../../../../worker/configuration/program-config.tables.ts";
import { settingsOf, settingsSchema } from "../../../../../worker/configuration/settings.shapes.ts";
import { rulesAtFirst, settingsAtFirst } from "../../../../../worker/orders/late/terms-at-first.ts";
import { unearned } from "../../../domain/commission/decided.ts";

const ORDER = { occurredAtMs: 1_000 };
const { terms: DECIDED } = unearned();
const TERMS: Terms = { ...DECIDED, settingsVersion: 1, rulesVersion: 1 };

const settings = (version: number, effectiveFromMs: number, mode: "first" | "last") => ({
  version,
  effectiveFromMs,
  value: settingsOf(settingsSchema.parse({ binding: { mode } })),
});
const rules = (version: number, effectiveFromMs: number) => ({
  version,
  effectiveFromMs,
  value: { version, rules: [] },
});

/** A program as CONFIG has it, as far as terms are found in it. */
const program = (parts: Pick<ProgramConfig, "settings" | "rules">) => parts as ProgramConfig;

const DATED_BACK = program({
  settings: [settings(1, 0, "first"), settings(2, 900, "last")],
  rules: [rules(1, 0), rules(2, 900)],
});

test("an order keeps the version of its terms where a later one is dated before it", () => {
  const { version, value } = settingsAtFirst(DATED_BACK, ORDER, TERMS);
  expect([version, value.binding.mode]).toEqual([1, "first"]);
  expect(value).toMatchObject({
    attribution: TERMS.attribution,
    commission: TERMS.commission,
    settlement: TERMS.settlement,
  });
  expect(rulesAtFirst(DATED_BACK, ORDER, TERMS).version).toBe(1);
});

test("an order that no terms are told of goes by what is in force at its time", () => {
  expect(settingsAtFirst(DATED_BACK, ORDER, undefined).version).toBe(2);
  expect(rulesAtFirst(DATED_BACK, ORDER, undefined).version).toBe(2);
});

test("an order keeps what its terms say where CONFIG has lost their version, and its number came to be another's", () => {
  const lost = program({
    settings: [settings(1, 0, "first"), settings(2, 2_000, "last")],
    rules: [rules(1, 0), rules(2, 2_000)],
  });
  const later = { ...TERMS, settingsVersion: 2, rulesVersion: 2 };
  const { version, value } = settingsAtFirst(lost, ORDER, later);
  expect([version, value.binding.mode]).toEqual([2, "first"]);
  expect(value.settlement).toEqual(TERMS.settlement);
  expect(rulesAtFirst(lost, ORDER, later).version).toBe(1);
});

test("an order that was received before there were rules goes by the first, which count from the beginning", () => {
  expect(
    rulesAtFirst(program({ ...DATED_BACK, rules: [rules(1, 0)] }), ORDER, { ...TERMS, rulesVersion: 0 })
      .version,
  ).toBe(1);
});

test("terms that lack what came to be set since take it from the settings", () => {
  const { acceptPixelToken: _, ...attribution } = TERMS.attribution;
  const old = { ...TERMS, attribution: attribution as Terms["attribution"] };
  expect(settingsAtFirst(DATED_BACK, ORDER, old).value.attribution.acceptPixelToken).toBe(false);
});
