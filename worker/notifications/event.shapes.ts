/** Events of a program's log on the wire: each type has its schema and its example, by the catalogue. */
import { z } from "@hono/zod-openapi";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { ALERT_KINDS, DIRECTIONS } from "../../domain/alerts/alerts.ts";
import { namesOf } from "../../domain/kernel/records.ts";
import {
  CATALOGUE,
  isNotificationType,
  type NotificationData,
  type NotificationType,
} from "../../domain/notification/catalogue.ts";
import { PAYOUT_STATES } from "../../domain/payout/payout.ts";
import { PROMOTER_STATUSES } from "../../domain/referral/promoter.ts";
import { RISK_VERDICTS } from "../../domain/risk/risk.ts";
import { CASE_STATES } from "../../domain/risk/risk-case.ts";
import { COMMISSION_STATES } from "../../domain/settlement/order-view.ts";
import {
  amountAnswer,
  countAnswer,
  currencySchema,
  customerIdSchema,
  exampleOf,
  idAnswer,
  instantAnswer,
  memberIdSchema,
  named,
  orderIdSchema,
  programIdSchema,
  withExample,
} from "../http/common.shapes.ts";

const promoterId = idAnswer("The promoter", "pr_5k");
const level = z.int().min(1).max(LIMITS.levels).openapi({
  description: "1 is the credited promoter, 2 its upline, 3 that one's upline",
});

const conversionData = z.object({
  orderId: orderIdSchema,
  amount: amountAnswer("What the order is worth"),
  commission: amountAnswer("What its commissions are together"),
  promoterIds: z.array(promoterId).openapi({ description: "Who is credited; nobody, where it is empty" }),
  verdict: z.enum(RISK_VERDICTS).openapi({ description: "What risk found of it when it was decided" }),
  currency: currencySchema,
});

const commissionData = z.object({
  commissionId: idAnswer("The commission", "cm_2a_0_1_1042"),
  orderId: orderIdSchema,
  promoterId,
  level,
  amount: amountAnswer("What was created, moved on, taken back or restored"),
  kept: amountAnswer("What is left of the commission after that"),
  state: z.enum(COMMISSION_STATES).openapi({ description: "How the commission stands after that" }),
  currency: currencySchema,
});

const payoutData = z.object({
  payoutId: idAnswer("The payout", "po_5k_1"),
  promoterId,
  state: z.enum(PAYOUT_STATES).openapi({ description: "How the payout stands now" }),
  gross: amountAnswer("What it takes of the wallet"),
  withheld: amountAnswer("Its tax"),
  net: amountAnswer("What is paid"),
  currency: currencySchema,
});

const promoterData = z.object({
  promoterId,
  memberId: memberIdSchema,
  status: z.enum(PROMOTER_STATUSES).openapi({ description: "How the promoter stands now" }),
  uplineId: promoterId.nullable().openapi({ description: "The promoter directly above it; null at the top" }),
});

const bindingData = z.object({ customerId: customerIdSchema, promoterId });

const budgetData = z.object({
  campaignId: idAnswer("The campaign", "spring"),
  budget: amountAnswer("The most that its commissions may cost"),
  remaining: amountAnswer("What is neither spent nor set aside"),
  currency: currencySchema,
});

const caseData = z.object({
  caseId: idAnswer("The case", "rc_1k"),
  promoterId,
  state: z.enum(CASE_STATES).openapi({ description: "How the case stands now" }),
});

const alertData = z.object({
  alertId: idAnswer("The alert", "al_1k"),
  kind: z
    .enum(ALERT_KINDS)
    .openapi({ description: "What is unlike what it was, as the list of alerts says" }),
  source: z
    .string()
    .nullable()
    .openapi({ description: "The source that it is of; null of the program's own" }),
  direction: z.enum(DIRECTIONS).openapi({ description: "Whether it is more or less" }),
  observed: z.int().openapi({ description: "What it was when the alert opened" }),
  expected: z.int().openapi({ description: "What it would usually have been" }),
});

const webhookData = z.object({
  webhookId: idAnswer("Our id of it, by which it is listed and tried again", "uw_7"),
  source: z.string().openapi({ description: "The source that signed it" }),
  reason: z.string().openapi({ description: "A fixed word, mostly a code of the catalogue" }),
});

/** The schema of each type's data. */
const DATA = {
  "conversion.recorded": conversionData,
  "commission.created": commissionData,
  "commission.held": commissionData,
  "commission.available": commissionData,
  "commission.reversed": commissionData,
  "commission.restored": commissionData,
  "payout.requested": payoutData,
  "payout.approved": payoutData,
  "payout.rejected": payoutData,
  "payout.processing": payoutData,
  "payout.paid": payoutData,
  "payout.failed": payoutData,
  "payout.returned": payoutData,
  "promoter.created": promoterData,
  "promoter.updated": promoterData,
  "binding.created": bindingData,
  "binding.ended": bindingData,
  "campaign.budget_low": budgetData,
  "campaign.exhausted": budgetData,
  "risk_case.opened": caseData,
  "risk_case.closed": caseData,
  "alert.raised": alertData,
  "alert.resolved": alertData,
  "webhook.unusable": webhookData,
} as const satisfies { readonly [Type in NotificationType]: z.ZodType<NotificationData[Type]> };

const TYPES = namesOf(CATALOGUE);

function eventOf(type: NotificationType) {
  const { means, example: data } = CATALOGUE[type];
  // Unknown until it is cast: by how many types there are, the compiler takes the literal or refuses it.
  const example: unknown = {
    id: "evt_V1StGXR8_Z5jdHi6B-myT0",
    sequence: 42,
    type,
    occurredAt: "2026-11-27T08:00:00.000Z",
    program: "demo",
    data,
  };
  const name = type.replaceAll(/(?:^|[._])([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return named(
    `${name}Event`,
    z.object({
      id: idAnswer("The event, the same wherever it is said again", "evt_V1StGXR8_Z5jdHi6B-myT0"),
      sequence: countAnswer("Its number in the program's log"),
      type: z.literal(type).openapi({ description: means }),
      occurredAt: instantAnswer("When it happened"),
      program: programIdSchema,
      data: DATA[type].openapi({ description: "What happened" }),
    }),
    example as never,
  );
}

/** Every type's event. */
export const EVENTS = TYPES.map((type) => ({ type, means: CATALOGUE[type].means, schema: eventOf(type) }));

const eventSchema = z.union(EVENTS.map(({ schema }) => schema));

export type WireEvent = z.output<typeof eventSchema>;

export const eventsSchema = withExample(
  z.object({
    data: z.array(eventSchema),
    next: z.int().min(0).openapi({
      description: "What the next page is asked `after`, also where there is nothing more yet",
      example: 42,
    }),
    hasMore: z.boolean().openapi({ description: "Whether there is more already" }),
  }),
  { data: EVENTS.slice(0, 1).map(({ schema }) => exampleOf(schema)), next: 42, hasMore: false },
);

const EVENT_ID = /^evt_[\w-]{22}$/;
const DEFAULT_LIMIT = 100;

const after = z
  .string()
  .regex(/^(?:0|[1-9][0-9]{0,14}|evt_[\w-]{22})$/)
  .transform((text) => (EVENT_ID.test(text) ? text : Number(text)))
  .optional();

function afterOf(absent: string) {
  const description = `\`sequence\` or \`id\` of the last event that you have; absent: ${absent}`;
  return after.openapi({ type: "string", example: "42", description });
}

const types = z
  .union([z.string(), z.array(z.string())])
  .transform((text, context) => {
    const asked = [text].flat().flatMap((part) => part.split(","));
    if (asked.every(isNotificationType)) return asked;
    context.addIssue({ code: "custom", message: `expected some of ${TYPES.join(", ")}` });
    return z.NEVER;
  })
  .default([])
  .openapi({
    type: "string",
    example: "commission.created,commission.reversed",
    description: "Events of these types alone: several with commas between, or the parameter repeated",
  });

export const eventsQuery = z.object({
  after: afterOf("from the oldest that is kept"),
  type: types,
  limit: z
    .string()
    .regex(/^[0-9]{1,4}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(LIMITS.eventsPerPage))
    .default(DEFAULT_LIMIT)
    .openapi({
      type: "integer",
      minimum: 1,
      maximum: LIMITS.eventsPerPage,
      default: DEFAULT_LIMIT,
      description: "Events of the page, at most",
    }),
});

export const streamQuery = z.object({ after: afterOf("what comes from now on"), type: types });

/** The last event that a browser had of a stream, as it says when it comes again; null: it does not say. Undefined: it says what is no event. */
export function lastEventOf(header = ""): number | string | null | undefined {
  return header === "" ? null : after.safeParse(header).data;
}
