/** What a program sets, as the merchant writes it, with every default; and its way into the units of the core. */
import { z } from "@hono/zod-openapi";
import { ATTRIBUTION_MODELS } from "../../domain/attribution/models/models.ts";
import { EVIDENCE_STEPS } from "../../domain/attribution/policy.ts";
import { INACTIVE_UPLINE } from "../../domain/commission/policy.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { ZERO } from "../../domain/kernel/money.ts";
import { HOLD_STARTS } from "../../domain/order/settlement-policy.ts";
import { TAX_REGIMES } from "../../domain/payout/taxes/regimes.ts";
import { PROMOTER_RULES } from "../../domain/program/promoter-rule.ts";
import { BINDING_MODES } from "../../domain/referral/binding-policy.ts";
import type { ProgramSettings } from "./program-settings.ts";
import { amountSchema, durationMs, durationSchema } from "../http/common.shapes.ts";

const lookback = durationSchema(400);
const upToYears = durationSchema(3_660);
const count = z.int().min(1).max(1_000_000);

/** URLs leave it out, so a host that names it means the host alone. */
const DEFAULT_PORT = /:443$|(?<=^(?:.*\.)?localhost):80$/;

/** `shop.example`, `shop.example:8443`, `*.shop.example` or `localhost:3000`; in lower case, as URLs spell hosts. */
const hostPattern = z
  .string()
  .max(255)
  .regex(/^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?::\d{1,5})?$/)
  .overwrite((host) => host.replace(DEFAULT_PORT, ""));

const attribution = z.strictObject({
  model: z.enum(ATTRIBUTION_MODELS).default("last_click"),
  clickLookback: lookback.default("P30D"),
  impressionLookback: lookback.default("PT0S"),
  halfLife: lookback
    .refine((text) => durationMs(text) > 0, { error: "expected more than zero" })
    .default("P7D"),
  precedence: z
    .array(z.enum(EVIDENCE_STEPS))
    .max(EVIDENCE_STEPS.length)
    .refine((list) => new Set(list).size === list.length, { error: "expected each step once" })
    .default([...EVIDENCE_STEPS]),
  grace: durationSchema(30).default("PT1H"),
  acceptPixelToken: z.boolean().default(false),
});

const fraud = z.strictObject({
  maxClicksPerIpPerMinute: count.default(60),
  maxClicksPerVisitorPerMinute: count.default(20),
  minClickToConversion: durationSchema(1).default("PT5S"),
  maxDevicesPerCustomer: count.default(5),
  maxCustomersPerClick: count.default(10),
  mode: z.enum(["enforce", "observe"]).default("enforce"),
});

/** The fields of a program's settings; absent ones take their defaults. */
export const settingsShape = {
  allowedHosts: z.array(hostPattern).max(LIMITS.allowedHosts).default([]),
  attribution: attribution.prefault({}),
  promoterRule: z
    .strictObject({
      kind: z.enum(PROMOTER_RULES).default("operator"),
      minAmount: amountSchema.optional(),
    })
    .prefault({}),
  binding: z
    .strictObject({
      mode: z.enum(BINDING_MODES).default("first"),
      protection: upToYears.default("P30D"),
    })
    .prefault({}),
  commission: z
    .strictObject({
      maxLevels: z.int().min(1).max(LIMITS.levels).default(2),
      capBps: z.int().min(0).max(10_000).default(3_000),
      selfPurchase: z.boolean().default(false),
      inactiveUpline: z.enum(INACTIVE_UPLINE).default("forfeit"),
    })
    .prefault({}),
  settlement: z
    .strictObject({
      holdPeriod: upToYears.default("P7D"),
      holdStartsAt: z.enum(HOLD_STARTS).default("received"),
      autoReceiveAfter: upToYears.nullable().default("P15D"),
      minPayout: amountSchema.prefault(1_000),
      payoutCycle: z
        .string()
        .regex(/^T\+\d{1,3}$/)
        .default("T+0"),
    })
    .prefault({}),
  tax: z.strictObject({ regime: z.enum(TAX_REGIMES).default("none") }).prefault({}),
  fraud: fraud.prefault({}),
  privacy: z.strictObject({ honorGpc: z.boolean().default(true) }).prefault({}),
} as const;

export const settingsSchema = z.strictObject(settingsShape).openapi("Settings");

/** Complete settings as stored and shown: nothing absent. */
export type WireSettings = z.output<typeof settingsSchema>;

/** The same in milliseconds, basis points and minor units. */
export function settingsOf(wire: WireSettings): ProgramSettings {
  const { attribution, promoterRule, binding, commission, settlement, tax } = wire;
  return {
    attribution: {
      model: attribution.model,
      clickLookbackMs: durationMs(attribution.clickLookback),
      impressionLookbackMs: durationMs(attribution.impressionLookback),
      halfLifeMs: durationMs(attribution.halfLife),
      precedence: attribution.precedence,
      graceMs: durationMs(attribution.grace),
      acceptPixelToken: attribution.acceptPixelToken,
    },
    promoterRule: { kind: promoterRule.kind, minAmount: promoterRule.minAmount ?? ZERO },
    binding: { mode: binding.mode, protectionMs: durationMs(binding.protection) },
    commission,
    settlement: {
      holdPeriodMs: durationMs(settlement.holdPeriod),
      holdStartsAt: settlement.holdStartsAt,
      autoReceiveAfterMs:
        settlement.autoReceiveAfter === null ? null : durationMs(settlement.autoReceiveAfter),
    },
    payout: {
      minPayout: settlement.minPayout ?? ZERO,
      payoutCycleDays: Number(settlement.payoutCycle.slice(2)),
      taxRegime: tax.regime,
    },
  };
}
