/** Commission rules as the merchant writes them, and their way into the core. */
import { z } from "@hono/zod-openapi";
import type { CommissionRule, RuleSet } from "../../domain/commission/rule.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { instantAnswer, opaqueIdSchema, parseInstantMs } from "../http/common.shapes.ts";
import { levelRuleSchema } from "./level-rule.shapes.ts";

/** An instant kept as it was written. */
const instantText = z
  .string()
  .refine((text) => parseInstantMs(text) !== undefined, { error: "expected an RFC 3339 instant in UTC" })
  .openapi({ type: "string", format: "date-time" });

const ruleSchema = z
  .strictObject({
    id: opaqueIdSchema,
    priority: z.int().min(-1_000_000).max(1_000_000).default(0),
    scope: z
      .strictObject({
        productId: opaqueIdSchema.optional(),
        categoryId: opaqueIdSchema.optional(),
        campaignId: opaqueIdSchema.optional(),
        tier: opaqueIdSchema.optional(),
      })
      .prefault({}),
    validFrom: instantText.optional(),
    validTo: instantText.optional(),
    customers: z.enum(["all", "new"]).default("all"),
    levels: z.array(levelRuleSchema).min(1).max(LIMITS.levels),
  })
  .openapi("CommissionRule");

export const rulesBodySchema = z
  .strictObject({ rules: z.array(ruleSchema).max(LIMITS.rulesPerSet) })
  .openapi("CommissionRules");

export type WireRule = z.output<typeof ruleSchema>;

/** The answer to a read or change of a program's rules. */
export const ruleVersionSchema = z
  .object({ version: z.int().min(0), effectiveFrom: instantAnswer, rules: z.array(ruleSchema) })
  .openapi("CommissionRuleVersion");

/** One version of rules in the units of the core. */
export function ruleSetOf(version: number, rules: readonly WireRule[]): RuleSet {
  return { version, rules: rules.map(ruleOf) };
}

function ruleOf(rule: WireRule): CommissionRule {
  const validFromMs = boundMs(rule.validFrom);
  const validToMs = boundMs(rule.validTo);
  return {
    id: rule.id,
    priority: rule.priority,
    scope: withoutAbsent(rule.scope),
    ...(validFromMs === undefined ? {} : { validFromMs }),
    ...(validToMs === undefined ? {} : { validToMs }),
    customers: rule.customers,
    levels: rule.levels.map(withoutAbsent),
  };
}

function boundMs(text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseInstantMs(text);
}

type Present<T> = T extends unknown ? { [K in keyof T]: Exclude<T[K], undefined> } : never;

/** The same without members that are undefined, which the core's exact types do not know. */
export function withoutAbsent<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Present<T>;
}
