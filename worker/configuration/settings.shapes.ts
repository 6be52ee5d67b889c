/** What a program sets, as the merchant writes it, with every default; and its way into the units of the core. */
import { isOfOneOwner } from "./hosts/host-pattern.ts";
import { z } from "@hono/zod-openapi";
import { REGIMES_MEAN, TAX_REGIMES } from "../../domain/payout/taxes/regimes.ts";
import { HOLD_STARTS } from "../../domain/order/settlement-policy.ts";
import { INACTIVE_UPLINE } from "../../domain/commission/policy.ts";
import { BINDING_MODES } from "../../domain/referral/binding-policy.ts";
import { PROMOTER_RULES } from "../../domain/program/promoter-rule.ts";
import { EVIDENCE_STEPS } from "../../domain/attribution/policy.ts";
import { ATTRIBUTION_MODELS, MODELS_MEAN } from "../../domain/attribution/models/models.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { ZERO } from "../../domain/kernel/money.ts";
import type { ProgramSettings } from "./program-settings.ts";
import { amountSchema, durationMs, durationSchema, named, rateSchema, words } from "../http/common.shapes.ts";
import { exportsSchema } from "./sections/exports.shapes.ts";
import { FRAUD_EXAMPLE, fraudPolicyOf, fraudSchema } from "./sections/fraud.shapes.ts";
import { ofKind } from "../http/problems/fault-kinds.ts";

const MOST_LOOKBACK_DAYS = 400;
const MOST_PERIOD_DAYS = 3_660;

const flag = (of: string) => z.boolean().openapi({ description: of });

const STEPS_MEAN = {
  coupon: "the promoter of the order's coupon",
  binding: "the promoter whom the customer is bound to",
  touch: "the promoters who were clicked, by `model`",
};

/** URLs leave it out, so a host that names it means the host alone. */
const DEFAULT_PORT = /:443$|(?<=^(?:.*\.)?localhost):80$/;

/** `shop.example`, `shop.example:8443`, `*.shop.example` or `localhost:3000`; in lower case, as URLs spell hosts. */
const hostPattern = z
  .string()
  .max(255)
  .regex(/^(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?::\d{1,5})?$/)
  .overwrite((host) => host.replace(DEFAULT_PORT, ""));

const ownHostPattern = hostPattern.refine(
  isOfOneOwner,
  ofKind(
    "wrong_form",
    "expected a host of your own: not a public suffix such as co.uk, nor a name without a dot",
  ),
);

/** No name and password before the host, and no bare number for it. */
const HOME = /^https:\/\/(?:[A-Za-z0-9-]+\.)+[A-Za-z][A-Za-z0-9-]*(?::\d+)?(?:[/?#]|$)/;

const hosts = <Pattern extends z.ZodType>(pattern: Pattern) => z.array(pattern).max(LIMITS.allowedHosts);

const attribution = z.strictObject({
  model: words("How touches share an order", ATTRIBUTION_MODELS, MODELS_MEAN).default("last_click"),
  clickLookback: durationSchema(MOST_LOOKBACK_DAYS, "How long before its order a click counts").default(
    "P30D",
  ),
  impressionLookback: durationSchema(
    MOST_LOOKBACK_DAYS,
    "How long before its order an impression counts; `PT0S`: never",
  ).default("PT0S"),
  halfLife: durationSchema(MOST_LOOKBACK_DAYS, "Of `time_decay`: the age difference that halves a share")
    .refine((text) => durationMs(text) > 0, { error: "expected more than zero" })
    .default("P7D"),
  precedence: z
    .array(words("A kind of evidence", EVIDENCE_STEPS, STEPS_MEAN))
    .max(EVIDENCE_STEPS.length)
    .refine((list) => new Set(list).size === list.length, { error: "expected each step once" })
    .default([...EVIDENCE_STEPS])
    .openapi({ description: "Which evidence decides, in this sequence; the first that counts alone does" }),
  grace: durationSchema(
    30,
    "How long after its first receipt an order that nobody earned can still be credited by late evidence",
  ).default("PT1H"),
  acceptPixelToken: flag(
    "Whether an order that a page reports with a click token becomes one under review, until a signed source or a key reports its id",
  ).default(false),
});

const WHO_MEAN = {
  operator: "whom the merchant makes one",
  everyone: "every customer who is bound or has an order",
  first_order: "every customer with a first order of at least `minAmount`",
};

const promoterRule = z.strictObject({
  kind: words("Who becomes a promoter", PROMOTER_RULES, WHO_MEAN).default("operator"),
  minAmount: amountSchema("Of `first_order`: the least amount of that order; absent: any").optional(),
});

const BINDINGS_MEAN = {
  first: "the first binding stays for ever",
  none: "customers are not bound",
  last: "each later binding replaces the one before",
  protected: "a binding stays while `protection` has not passed, then a later one replaces it",
};

const binding = z.strictObject({
  mode: words("Which binding of a customer stands", BINDING_MODES, BINDINGS_MEAN).default("first"),
  protection: durationSchema(
    MOST_PERIOD_DAYS,
    "Of `protected`: how long a binding cannot be replaced",
  ).default("P30D"),
});

export const INACTIVE_MEAN = {
  forfeit: "its share is paid to nobody",
  compress: "the next active upline moves up",
};

const commission = z.strictObject({
  maxLevels: z.int().min(1).max(LIMITS.levels).default(2).openapi({
    description: "Paid levels: 1 is the credited promoter, 2 its upline, 3 the upline's upline",
  }),
  capBps: rateSchema("The most that all commissions of an order take of its amount").default(3_000),
  selfPurchase: flag("Whether promoters earn from their own orders").default(false),
  inactiveUpline: words("What becomes of a suspended upline's share", INACTIVE_UPLINE, INACTIVE_MEAN).default(
    "forfeit",
  ),
});

const STARTS_MEAN = {
  received: "when the customer received the goods",
  paid: "when the order occurred",
};

export const settlementSchema = z.strictObject({
  holdPeriod: durationSchema(
    MOST_PERIOD_DAYS,
    "How long commissions are held before they are available",
  ).default("P7D"),
  holdStartsAt: words("When the hold period starts", HOLD_STARTS, STARTS_MEAN).default("received"),
  autoReceiveAfter: durationSchema(
    MOST_PERIOD_DAYS,
    "How long after it occurred an order counts as received by itself; null: never",
  )
    .nullable()
    .default("P15D"),
  minPayout: amountSchema("The smallest payout").prefault(1_000),
  payoutCycle: z
    .string()
    .regex(/^T\+\d{1,3}$/)
    .default("T+0")
    .openapi({ description: "`T+7`: commissions can be requested 7 days after their release" }),
  payoutApprovals: z.int().min(1).max(2).default(1).openapi({
    description: "How many approve a payout: 2 are two keys or people, of whom none alone can pay",
  }),
});

const acceptUndated = flag("Whether proofs of customers that name no end are taken");
const identify = z.strictObject({ acceptUndated: acceptUndated.default(false) });
const promoter = z.strictObject({
  maxLinks: z.int().min(0).max(LIMITS.ownLinksPerPromoter).default(200).openapi({
    description: "Links that a promoter may make by its own tokens, at most",
  }),
  maxTokenLife: durationSchema(MOST_LOOKBACK_DAYS, "How long a promoter's token is valid, at most").default(
    "P90D",
  ),
});

/** The fields of a program's settings; absent ones take their defaults. */
export const settingsShape = {
  allowedHosts: hosts(ownHostPattern).default([]).openapi({
    description:
      "Hosts that links may lead to: `shop.example`, `shop.example:8443`, `*.shop.example`; empty: none",
  }),
  homeUrl: z
    .url()
    .max(2_048)
    .regex(HOME, { error: "expected an https address of a host with a name" })
    .nullable()
    .default(null)
    .openapi({ description: "Where people go from the page of a link that has ended; null: nowhere" }),
  shareOrigin: z
    .string()
    .max(256)
    .regex(/^https?:\/\/[^\s/?#@]+$/, { error: 'expected an origin as in "https://go.shop.example"' })
    .nullable()
    .default(null)
    .openapi({
      description:
        "Where links are shown to answer, one of the operator's `SHARE_ORIGINS`; null: `SHARE_ORIGIN`. Links of before answer on both",
    }),
  attribution: attribution.prefault({}).openapi({ description: "Who earns an order" }),
  promoterRule: promoterRule.prefault({}).openapi({ description: "Who becomes a promoter" }),
  binding: binding.prefault({}).openapi({ description: "How customers are bound to promoters" }),
  commission: commission.prefault({}).openapi({ description: "Bounds of what an order pays" }),
  settlement: settlementSchema.prefault({}).openapi({ description: "When commissions can be paid out" }),
  tax: z
    .strictObject({
      regime: words("How tax is withheld from payouts", TAX_REGIMES, REGIMES_MEAN).default("none"),
    })
    .prefault({})
    .openapi({ description: "Tax on payouts; the regimes of China need a program in CNY" }),
  fraud: fraudSchema.prefault({}).openapi({ description: "Limits of clicks, and when orders are reviewed" }),
  identify: identify.prefault({}).openapi({ description: "Who may say that a visitor is a customer" }),
  promoter: promoter.prefault({}).openapi({ description: "What promoters may do by their own tokens" }),
  privacy: z
    .strictObject({
      honorGpc: flag("Whether `Sec-GPC: 1` of a browser keeps cookies and visitors out").default(true),
    })
    .prefault({})
    .openapi({ description: "What visitors may ask for" }),
  exports: exportsSchema.prefault({}).openapi({ description: "What is exported as files every night" }),
} as const;

/** Settings as an example shows them: the defaults, with a host. */
export const SETTINGS_EXAMPLE = {
  allowedHosts: ["shop.example", "*.shop.example"],
  homeUrl: "https://shop.example/",
  shareOrigin: null,
  attribution: {
    model: "last_click" as const,
    clickLookback: "P30D",
    impressionLookback: "PT0S",
    halfLife: "P7D",
    precedence: ["coupon" as const, "binding" as const, "touch" as const],
    grace: "PT1H",
    acceptPixelToken: false,
  },
  promoterRule: { kind: "operator" as const },
  binding: { mode: "first" as const, protection: "P30D" },
  commission: {
    maxLevels: 2,
    capBps: 3_000,
    selfPurchase: false,
    inactiveUpline: "forfeit" as const,
  },
  settlement: {
    holdPeriod: "P7D",
    holdStartsAt: "received" as const,
    autoReceiveAfter: "P15D",
    minPayout: 1_000,
    payoutCycle: "T+0",
    payoutApprovals: 1,
  },
  tax: { regime: "none" as const },
  fraud: FRAUD_EXAMPLE,
  identify: { acceptUndated: false },
  promoter: { maxLinks: 200, maxTokenLife: "P90D" },
  privacy: { honorGpc: true },
  exports: { nightly: [], format: "parquet" as const },
};

export const settingsSchema = named("Settings", z.strictObject(settingsShape), SETTINGS_EXAMPLE);

/**
 * Settings as they are stored. Those of before proofs had an end go on to take the ones that have none. Hosts that
 * were allowed before stay so until they are named again.
 */
export const storedSettingsSchema = settingsSchema.extend({
  allowedHosts: hosts(hostPattern).default([]),
  identify: z.strictObject({ acceptUndated: acceptUndated.default(true) }).prefault({}),
});

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
    fraud: fraudPolicyOf(wire.fraud),
    payout: {
      minPayout: settlement.minPayout ?? ZERO,
      payoutCycleDays: Number(settlement.payoutCycle.slice(2)),
      approvals: settlement.payoutApprovals,
      taxRegime: tax.regime,
    },
  };
}
