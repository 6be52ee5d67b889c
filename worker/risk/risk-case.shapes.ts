/** Cases of risk on the wire. The merchant sees figures and weights, the promoter the codes alone. */
import { z } from "@hono/zod-openapi";
import { recordOf } from "../../domain/kernel/records.ts";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { RISK_CODES, type RiskCode } from "../../domain/order/risk-reason.ts";
import { CODES_MEAN } from "../../domain/risk/codes.ts";
import { caseIdOf, CASE_STATES, type CaseState } from "../../domain/risk/risk-case.ts";
import {
  amountAnswer,
  countAnswer,
  idAnswer,
  instantAnswer,
  instantSchema,
  named,
  orderIdSchema,
  programIdSchema,
  promoterIdSchema,
  textSchema,
  words,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { pageFields } from "../http/page.shapes.ts";
import type { CodedOrders } from "./reviewed-orders.tables.ts";
import type { RiskCase } from "./risk-cases.tables.ts";

const STATES_MEAN: Readonly<Record<CaseState, string>> = {
  open: "a person is to decide",
  cleared: "decided for the promoter: its orders go on",
  confirmed: "decided against the promoter: its orders are reversed",
  expired: "nobody came, and its orders cleared themselves",
};

const CASE_ID = /^rc_[0-9a-z]{1,11}$/;

const idSchema = z.string().regex(CASE_ID).openapi({ example: "rc_1k", description: "The case's id" });

export const caseParams = z.object({ program: programIdSchema, id: idSchema });

const reasonSchema = z.object({
  code: words("What was found", RISK_CODES, CODES_MEAN),
  means: z.string().openapi({ description: "The same in words" }),
  orders: countAnswer("How many of its orders show it"),
});

/** What a person did with a case. */
function actSchema(when: string) {
  return z.object({
    at: instantAnswer(when),
    by: z.string().optional().openapi({ description: "By whose credential; not shown to promoters" }),
    reason: z.string().optional().openapi({ description: "Why, for people; not shown to promoters" }),
  });
}

export const riskCaseSchema = named(
  "RiskCase",
  z.object({
    id: idAnswer("The case's id", "rc_1k"),
    promoterId: idAnswer("The promoter whose orders they are", "pr_5k"),
    state: words("Where it stands", CASE_STATES, STATES_MEAN),
    openedAt: instantAnswer("When it was opened"),
    expiresAt: instantAnswer("When it ends by itself; null: a person ends it").nullable(),
    atStake: amountAnswer(
      "What the commissions of its orders under review come to. To a promoter: its own ones; null when the case is closed",
    ).nullable(),
    reasons: z.array(reasonSchema).openapi({ description: "What its orders show, most frequent first" }),
    orders: z
      .array(orderIdSchema)
      .openapi({ description: "Up to ten of its orders, those with most commission first" }),
    patterns: z
      .array(z.string())
      .openapi({ description: "What the promoter's figures show: names of its statistics" }),
    appeal: z
      .object({
        text: z.string().openapi({ description: "What the promoter says" }),
        at: instantAnswer("When it said it"),
      })
      .optional()
      .openapi({ description: "Absent while the promoter has said nothing" }),
    hold: actSchema("Since when a person looks longer, until `expiresAt`")
      .optional()
      .openapi({ description: "That somebody looks longer; absent while nobody has said so" }),
    unreached: countAnswer(
      "Orders that refused its decision or hold, and are asked again each hour; not shown to promoters",
    ).optional(),
    decision: actSchema("When it was decided")
      .optional()
      .openapi({ description: "The last decision; absent while there is none" }),
  }),
  {
    id: "rc_1k",
    promoterId: "pr_5k",
    state: "open",
    openedAt: "2026-11-22T08:00:00.000Z",
    expiresAt: "2026-11-29T08:00:00.000Z",
    atStake: 12_400,
    reasons: [{ code: "credit_displaced", means: CODES_MEAN.credit_displaced, orders: 12 }],
    orders: ["order-1001"],
    patterns: ["orders_soon_after_click"],
    unreached: 0,
  },
);

export type WireRiskCase = z.output<typeof riskCaseSchema>;

export const casesQuery = z.object({
  ...pageFields,
  state: words(
    "Cases in this state alone; absent: the open ones, to a promoter all of its own",
    CASE_STATES,
    STATES_MEAN,
  ).optional(),
  promoterId: promoterIdSchema.optional(),
});

export const decisionSchema = named(
  "RiskDecision",
  z.strictObject({
    reason: textSchema(500, "Why, for people; kept with the case. Its orders name the case alone"),
  }),
  { reason: "The shop knows these customers" },
);

export const holdSchema = named(
  "RiskHold",
  z.strictObject({
    reason: textSchema(500, "Why, for people; kept with the case. Its orders name the case alone"),
    expiresAt: instantSchema(
      "When the hold ends: not before the case would end by itself, and at most 90 days from now. Absent: in 28 days, or when the case would end, if that is later",
    ).optional(),
  }),
  { reason: "I ask the shop", expiresAt: "2026-12-13T08:00:00Z" },
);

export const appealSchema = named(
  "RiskAppeal",
  z.strictObject({ text: textSchema(2_000, "What the promoter says to it") }),
  { text: "My neighbours order together on Fridays, and I pay for them" },
);

/** What is told of a case beside its row. */
export interface CaseFacts {
  /** Null: not told. */
  readonly atStake: number | null;
  readonly coded: readonly CodedOrders[];
  /** Some of its orders wait for a person, however long. */
  readonly isForPerson: boolean;
  readonly orders: readonly string[];
  readonly patterns: readonly string[];
}

/** How many orders show each code, most frequent first. */
function countedCodes(coded: readonly CodedOrders[]): { code: RiskCode; orders: number }[] {
  const counts = recordOf(RISK_CODES, () => 0);
  for (const { codes, orders } of coded) for (const code of codes) counts[code] += orders;
  return RISK_CODES.filter((code) => counts[code] > 0)
    .map((code) => ({ code, orders: counts[code] }))
    .sort((a, b) => b.orders - a.orders);
}

/** @param isForPromoter whether the promoter itself asks: of its merchant it learns nothing. */
export function presentCase(row: RiskCase, facts: CaseFacts, isForPromoter: boolean): WireRiskCase {
  const { number, promoter, state, openedAtMs, expiresAtMs, appeal, appealedAtMs } = row;
  const { closedAtMs, closedBy, closedReason, heldAtMs, heldBy, heldReason } = row;
  const hold = actOf({ atMs: heldAtMs, by: heldBy, reason: heldReason }, isForPromoter);
  const decision = actOf({ atMs: closedAtMs, by: closedBy, reason: closedReason }, isForPromoter);
  return {
    id: caseIdOf(number),
    promoterId: promoterIdOf(promoter),
    state,
    openedAt: instantOf(openedAtMs),
    expiresAt: expiresAtMs === null || facts.isForPerson ? null : instantOf(expiresAtMs),
    atStake: facts.atStake,
    reasons: countedCodes(facts.coded).map((one) => ({ ...one, means: CODES_MEAN[one.code] })),
    orders: [...facts.orders],
    patterns: isForPromoter ? [] : [...facts.patterns],
    ...(isForPromoter ? {} : { unreached: row.unreached }),
    ...(appeal === null || appealedAtMs === null
      ? {}
      : { appeal: { text: appeal, at: instantOf(appealedAtMs) } }),
    ...(hold === undefined ? {} : { hold }),
    ...(decision === undefined ? {} : { decision }),
  };
}

interface Act {
  readonly atMs: number | null;
  readonly by: string | null;
  readonly reason: string | null;
}

/** Undefined where nobody did it: what ended by itself has no reason. */
function actOf({ atMs, by, reason }: Act, isForPromoter: boolean): WireRiskCase["decision"] {
  if (atMs === null || reason === null) return undefined;
  const whole = isForPromoter ? {} : { reason, ...(by === null ? {} : { by }) };
  return { at: instantOf(atMs), ...whole };
}

export function caseNumberOf(id: string): number {
  return Number.parseInt(id.slice("rc_".length), 36);
}
