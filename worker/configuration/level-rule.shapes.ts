/** What a rule gives at one level, as the merchant writes it and as our answers spell it: one entry for each kind. */
import { z } from "@hono/zod-openapi";
import { COMMISSION_KINDS, type CommissionKind, KINDS_MEAN } from "../../domain/commission/kinds/kinds.ts";
import { PAID_PER } from "../../domain/commission/kinds/fixed.ts";
import { SALES_BASES } from "../../domain/commission/kinds/tiered.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { amountSchema, named, rateSchema, words } from "../http/common.shapes.ts";

const bracket = z.strictObject({
  from: amountSchema("The least sales of the bracket"),
  rateBps: rateSchema("What the bracket pays of the whole base"),
});

const basis = words("Which sales choose the bracket", SALES_BASES, {
  lifetime_sales: "all of the promoter's own sales before the order",
  month_sales: "those of the order's calendar month in the program's time zone",
});

const rateBps = rateSchema("The part of the base");
const amount = amountSchema("For each unit sold");

const per = words("What the amount is paid for", PAID_PER, {
  unit: "each unit sold",
  order: "the order, once, also one of amount 0; outside of the cap",
});

/** What a rule of each kind says beside its level and kind. */
const TERMS = {
  percentage: {
    rateBps,
    min: amountSchema("The least it pays").optional(),
    max: amountSchema("The most it pays").optional(),
  },
  fixed: { amount: amountSchema("For each unit sold, or for the order"), per: per.optional() },
  tiered: {
    basis,
    brackets: z.array(bracket).min(1).max(50).readonly().openapi({ description: "Rising by `from`" }),
  },
  hybrid: { rateBps, amount },
} as const satisfies Readonly<Record<CommissionKind, z.ZodRawShape>>;

const level = z.int().min(1).max(LIMITS.levels).openapi({
  description: "1 is the credited promoter, 2 its upline, 3 the upline's upline",
});

const levelOf = <K extends CommissionKind, T extends z.ZodRawShape>(kind: K, terms: T) => {
  const description = `\`${kind}\`: ${KINDS_MEAN[kind]}`;
  return z.strictObject({ level, kind: z.literal(kind).openapi({ description }), ...terms });
};

type AnyLevel = { [K in CommissionKind]: ReturnType<typeof levelOf<K, (typeof TERMS)[K]>> }[CommissionKind];

export const levelRuleSchema = z.discriminatedUnion(
  "kind",
  COMMISSION_KINDS.map((kind) => levelOf(kind, TERMS[kind])) as unknown as [AnyLevel, ...AnyLevel[]],
);

const LEVEL_EXAMPLE = { level: 1, kind: "percentage" as const, rateBps: 1_000 };

const allTerms: z.ZodRawShape = Object.assign({}, ...Object.values(TERMS));

/** A level's rule as our answers spell it: of all terms those of its kind are there. */
export const levelRuleAnswer = named(
  "LevelRule",
  z.object({
    level,
    kind: words("How the level is paid", COMMISSION_KINDS, KINDS_MEAN),
    ...z.object(allTerms).partial().shape,
  }),
  LEVEL_EXAMPLE,
);
