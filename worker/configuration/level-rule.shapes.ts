/** What a rule gives at one level, as the merchant writes it and as our answers spell it: one entry for each kind. */
import { z } from "@hono/zod-openapi";
import { COMMISSION_KINDS, type CommissionKind } from "../../domain/commission/kinds/kinds.ts";
import { SALES_BASES } from "../../domain/commission/kinds/tiered.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { amountSchema, rateBpsSchema } from "../http/common.shapes.ts";

const bracket = z.strictObject({ from: amountSchema, rateBps: rateBpsSchema });

/** What a rule of each kind says beside its level and kind. */
const TERMS = {
  percentage: { rateBps: rateBpsSchema, min: amountSchema.optional(), max: amountSchema.optional() },
  fixed: { amount: amountSchema },
  tiered: { basis: z.enum(SALES_BASES), brackets: z.array(bracket).min(1).max(50).readonly() },
  hybrid: { rateBps: rateBpsSchema, amount: amountSchema },
} as const satisfies Readonly<Record<CommissionKind, z.ZodRawShape>>;

const level = z.int().min(1).max(LIMITS.levels);

const levelOf = <K extends CommissionKind, T extends z.ZodRawShape>(kind: K, terms: T) =>
  z.strictObject({ level, kind: z.literal(kind), ...terms });

type AnyLevel = { [K in CommissionKind]: ReturnType<typeof levelOf<K, (typeof TERMS)[K]>> }[CommissionKind];

export const levelRuleSchema = z.discriminatedUnion(
  "kind",
  COMMISSION_KINDS.map((kind) => levelOf(kind, TERMS[kind])) as unknown as [AnyLevel, ...AnyLevel[]],
);

const allTerms: z.ZodRawShape = Object.assign({}, ...Object.values(TERMS));

/** A level's rule as our answers spell it: of all terms those of its kind are there. */
export const levelRuleAnswer = z
  .object({ level: z.int(), kind: z.enum(COMMISSION_KINDS), ...z.object(allTerms).partial().shape })
  .openapi("LevelRule");
