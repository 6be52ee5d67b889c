/** Why an order was credited as it was, on the wire: every piece of evidence with its verdict. */
import { z } from "@hono/zod-openapi";
import { EVIDENCE_STEPS } from "../../domain/attribution/policy.ts";
import { ADDING_FIELDS } from "../../domain/order/order.ts";
import { TOUCH_KINDS, TOUCH_SOURCES } from "../../domain/attribution/touch.ts";
import {
  BINDING_VERDICTS,
  COUPON_VERDICTS,
  TOKEN_FAULTS,
  TOUCH_VERDICTS,
} from "../../domain/attribution/attribution.ts";
import {
  countAnswer,
  durationAnswer,
  idAnswer,
  instantAnswer,
  rateSchema,
  words,
} from "../http/common.shapes.ts";
import { clickMarksSchema } from "./click-marks.shapes.ts";
import { basisSchema, creditSchema, modelSchema } from "../orders/order.shapes.ts";

const TOUCH_MEANINGS = {
  counted: "it counts",
  superseded: "the model takes another touch in its place",
  outside_lookback: "it happened longer before the order than the lookback",
  after_order: "it happened after the order",
  impression_not_credited: "clicks counted, so that impressions did not",
  self: "the buyer is the promoter",
  suspended_promoter: "the promoter was suspended at the order's time",
  unknown_promoter: "the program has no such promoter",
  beyond_limit: "more promoters were touched than may share one order, and this one longest ago",
  not_reached: "an earlier step of the precedence decided",
};

const BOUND_MEAN = {
  counted: "it counts",
  none: "the customer was not bound",
  unreadable: "the order named its customer in a way that cannot be read",
  buyer_is_promoter: "the buyer is a promoter, whose bindings are ignored",
  self: "the buyer is the promoter",
  suspended_promoter: "the promoter was suspended at the order's time",
  unknown_promoter: "the program has no such promoter",
  not_reached: "an earlier step of the precedence decided",
};

const COUPON_MEAN = {
  counted: "it counts",
  none: "no coupon was sent",
  unreadable: "what was sent as a coupon can be no code",
  unknown_coupon: "the program has no such coupon",
  expired_coupon: "the coupon had ended at the order's time",
  self: "the buyer is the promoter",
  suspended_promoter: "the promoter was suspended at the order's time",
  unknown_promoter: "the program has no such promoter",
  not_reached: "an earlier step of the precedence decided",
};

const KIND_MEAN = {
  click: "somebody followed the link",
  impression: "a page showed it",
};

const KNOWN_FROM_MEAN = {
  order: "a token that came with the order",
  late: "a token that came when the order was received again",
  journey: "the customer's own journey",
};

const FAULTS_MEAN = {
  malformed: "it cannot be read",
  forged: "its signature does not hold",
  foreign_program: "it is another program's",
};

const UNREADABLE_MEAN = {
  couponCode: "the coupon",
  customerId: "the customer",
  clickTokens: "some of the click tokens, or what is no text among them",
  campaignId: "the campaign",
  items: "the items: the order counts as one unit of its amount",
  categories: "categories of items",
  metadata: "members of the metadata, or the end of long texts",
  hashes: "hashes of the buyer",
};

const STEP_MEAN = {
  coupon: "the order's coupon",
  binding: "whom the customer is bound to",
  touch: "clicks, and impressions where they count",
};

export const touchKindSchema = words("What happened", TOUCH_KINDS, KIND_MEAN);
export const touchVerdictSchema = words("Whether it counts, or why not", TOUCH_VERDICTS, TOUCH_MEANINGS);

const couponVerdict = words("Whether it counts, or why not", COUPON_VERDICTS, COUPON_MEAN);
const bindingVerdict = words("Whether it counts, or why not", BINDING_VERDICTS, BOUND_MEAN);

const exactInteger = (of: string) =>
  z
    .string()
    .regex(/^\d+$/)
    .openapi({ example: "1", description: `${of}; an integer of any size` });

const touchSchema = z.object({
  promoterId: idAnswer("Whose link it was", "pr_5k"),
  linkId: idAnswer("The link", "ln_1"),
  kind: touchKindSchema,
  occurredAt: instantAnswer("When it happened"),
  source: words("Where it is known from", TOUCH_SOURCES, KNOWN_FROM_MEAN),
  verdict: touchVerdictSchema,
  marks: clickMarksSchema.nullable().openapi({
    description:
      "What the edge saw of who clicked; null of impressions, of clicks before there were marks, and for a promoter",
  }),
  weight: exactInteger(
    "Its weight by the model, in parts of `weighing.total`; null where it has none",
  ).nullable(),
});

const weighingSchema = z
  .object({
    total: exactInteger("The sum of all weights"),
    shares: z.array(
      z.object({
        promoterId: idAnswer("Who has the share", "pr_5k"),
        weight: exactInteger("The sum of the promoter's weights"),
        floorBps: rateSchema("floor(10,000 x weight / total)"),
        remainder: exactInteger("(10,000 x weight) mod total: the largest remainders get one more"),
        weightBps: rateSchema("The share of the order"),
      }),
    ),
  })
  .openapi({ description: "How the weights became shares" });

export const explainedAttributionSchema = z.object({
  model: modelSchema,
  basis: basisSchema,
  why: z.string().openapi({ description: "The same in a sentence" }),
  precedence: z.array(words("A kind of evidence", EVIDENCE_STEPS, STEP_MEAN)).openapi({
    description: "The program's sequence of evidence at the order's time",
  }),
  steps: z
    .array(
      z.object({
        step: words("A kind of evidence", [...EVIDENCE_STEPS, "manual"], {
          ...STEP_MEAN,
          manual: "an operator credited the order by hand",
        }),
        verdict: z
          .union([couponVerdict, bindingVerdict])
          .openapi({ description: "What it came to; of touches: `counted`, `not_reached` or `none`" }),
        decided: z.boolean().openapi({ description: "Whether the credits rest on this step" }),
      }),
    )
    .openapi({ description: "What each step of the precedence came to" }),
  windows: z.object({
    clickLookback: durationAnswer("How long before its order a click counts"),
    impressionLookback: durationAnswer("How long before its order an impression counts"),
    halfLife: durationAnswer("Of `time_decay`: the age difference that halves a share"),
    tokenGrace: durationAnswer("How much later than its order a token that came with it may be"),
    grace: durationAnswer("How long late evidence could credit the order"),
  }),
  tokenFaults: z.array(words("Why a token was ignored", TOKEN_FAULTS, FAULTS_MEAN)).openapi({
    description: "Tokens of the order that were ignored as a whole",
  }),
  unreadable: z.array(words("What could not be read", ADDING_FIELDS, UNREADABLE_MEAN)).openapi({
    description: "What came with the order and could not be read, or not whole: it costs itself alone",
  }),
  coupon: z.object({
    code: z.string().nullable().openapi({ description: "As sent; null without one, or of another promoter" }),
    promoterId: idAnswer("Whose coupon it is; null where nobody's is told", "pr_5k").nullable(),
    verdict: couponVerdict,
  }),
  binding: z.object({
    promoterId: idAnswer("Whom the customer was bound to; null where nobody is told", "pr_5k").nullable(),
    verdict: bindingVerdict,
  }),
  touches: z.array(touchSchema),
  furtherTouches: z.partialRecord(touchVerdictSchema, countAnswer("Touches with this verdict")).openapi({
    description: "Touches that are not listed, counted by verdict",
  }),
  weighing: weighingSchema.nullable().openapi({
    description: "How weights became shares; null where touches did not decide",
  }),
  credits: z.array(creditSchema),
  late: z
    .object({
      by: words("What credited it", ["evidence", "manual"], {
        evidence: "evidence that came after the order",
        manual: "an operator",
      }),
      at: instantAnswer("When it was credited"),
      reason: z.string().optional().openapi({ description: "An operator's reason" }),
    })
    .nullable()
    .openapi({ description: "How it was credited after it was first decided; null: it was not" }),
});
