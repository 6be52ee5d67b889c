/** Commission rules as the merchant writes them, and their way into the core. */
import { z } from "@hono/zod-openapi";
import { setByAnswer } from "../http/audit/actor.shapes.ts";
import { namesOf } from "../../domain/kernel/records.ts";
import type { CommissionRule, RuleSet } from "../../domain/commission/rule.ts";
import { parseCalendarPeriod } from "../../domain/kernel/calendar-period.ts";
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import {
  campaignIdSchema,
  categoryIdSchema,
  instantAnswer,
  named,
  opaqueIdSchema,
  productIdSchema,
  words,
} from "../http/common.shapes.ts";
import { levelRuleSchema } from "./level-rule.shapes.ts";
import { parseInstantMs } from "../http/instants.ts";
import { parseJson } from "../platform/json-text.ts";
import { ofKind } from "../http/problems/fault-kinds.ts";

/** An instant kept as it was written. */
function instantText(of: string) {
  return z
    .string()
    .refine(
      (text) => parseInstantMs(text) !== undefined,
      ofKind("wrong_form", "expected an RFC 3339 instant in UTC"),
    )
    .openapi({ format: "date-time", example: "2026-11-01T00:00:00Z", description: of });
}

/** A period of the calendar kept as it was written. */
function periodText(of: string) {
  return z
    .string()
    .refine(
      isPeriod,
      ofKind("wrong_form", "expected an ISO 8601 duration, as P12M, over zero and at most ten years"),
    )
    .openapi({ format: "duration", example: "P12M", description: of });
}

function isPeriod(text: string): boolean {
  const period = parseCalendarPeriod(text);
  if (period === undefined) return false;
  const { months, restMs } = period;
  return months + restMs > 0 && months <= MOST_MONTHS && restMs <= MOST_MONTHS * 31 * DAY_MS;
}

const MOST_MONTHS = 120;

const CUSTOMERS: Readonly<Record<CommissionRule["customers"], string>> = {
  all: "orders of every customer",
  new: "first orders of customers alone",
};

const ruleSchema = named(
  "CommissionRule",
  z.strictObject({
    id: opaqueIdSchema("The rule's id within the set", "base"),
    priority: z.int().min(-1_000_000).max(1_000_000).default(0).openapi({
      description: "Of the rules that apply to an item the one with the highest priority is chosen",
    }),
    scope: z
      .strictObject({
        productId: productIdSchema.optional(),
        categoryId: categoryIdSchema.optional(),
        campaignId: campaignIdSchema.optional(),
        tier: opaqueIdSchema("The credited promoter's tier", "gold").optional(),
      })
      .prefault({})
      .openapi({
        description: "What the rule applies to; empty: everything. Of equal priority the narrower is chosen",
      }),
    validFrom: instantText("From when on orders are paid by the rule; absent: always").optional(),
    validTo: instantText("Until when, that moment excluded; absent: for ever").optional(),
    customers: words("Whose orders the rule pays", namesOf(CUSTOMERS), CUSTOMERS).default("all"),
    customerWithin: periodText(
      "Only orders before so much time has passed since the customer's first: an ISO 8601 duration, months counted in UTC",
    ).optional(),
    levels: z.array(levelRuleSchema).min(1).max(LIMITS.levels).openapi({
      description: "What each level is paid; each level once",
    }),
  }),
  {
    id: "base",
    priority: 0,
    scope: { productId: "tea-250g" },
    customers: "all",
    levels: [
      { level: 1, kind: "percentage", rateBps: 1_000 },
      { level: 2, kind: "percentage", rateBps: 500 },
    ],
  },
);

const RULE_EXAMPLE = {
  id: "base",
  priority: 0,
  scope: {},
  customers: "all" as const,
  levels: [
    { level: 1, kind: "percentage" as const, rateBps: 1_000 },
    { level: 2, kind: "percentage" as const, rateBps: 500 },
  ],
};

const rules = z.array(ruleSchema).max(LIMITS.rulesPerSet).openapi({
  description:
    "All rules; two of equal priority and scope are never valid at one time: give one of them a priority",
});

export const rulesBodySchema = named("CommissionRules", z.strictObject({ rules }), { rules: [RULE_EXAMPLE] });

export type WireRule = z.output<typeof ruleSchema>;

/** Those of stored rules that this code can read, each by itself. */
export function readableRules(text: string): WireRule[] {
  const stored = z.object({ rules: z.array(z.unknown()) }).safeParse(parseJson(text));
  return (stored.data?.rules ?? []).flatMap((rule) => ruleSchema.safeParse(rule).data ?? []);
}

/** The answer to a read or change of a program's rules. */
export const ruleVersionSchema = named(
  "CommissionRuleVersion",
  z.object({
    version: z.int().min(0).openapi({ description: "Rises with each change; 0 while none were set" }),
    effectiveFrom: instantAnswer("From when on orders are decided by this version"),
    setBy: setByAnswer,
    rules,
  }),
  {
    version: 1,
    effectiveFrom: "1970-01-01T00:00:00.000Z",
    setBy: { actor: "pe_1", name: "li.lei@shop.example" },
    rules: [RULE_EXAMPLE],
  },
);

/** One version of rules in the units of the core. */
export function ruleSetOf(version: number, wire: readonly WireRule[]): RuleSet {
  return { version, rules: wire.map(ruleOf) };
}

function ruleOf(rule: WireRule): CommissionRule {
  const validFromMs = boundMs(rule.validFrom);
  const validToMs = boundMs(rule.validTo);
  const customerWithin =
    rule.customerWithin === undefined ? undefined : parseCalendarPeriod(rule.customerWithin);
  return {
    id: rule.id,
    priority: rule.priority,
    scope: withoutAbsent(rule.scope),
    ...(validFromMs === undefined ? {} : { validFromMs }),
    ...(validToMs === undefined ? {} : { validToMs }),
    customers: rule.customers,
    ...(customerWithin === undefined ? {} : { customerWithin }),
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
