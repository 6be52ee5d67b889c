/** Signed webhooks on the wire: what any source sends, what is answered, and what could not be used. */
import { z } from "@hono/zod-openapi";
import {
  exampleOf,
  idAnswer,
  instantAnswer,
  named,
  programParams,
  withExample,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { orderResultsSchema, orderSchema } from "../orders/order.shapes.ts";
import { RESULT_EXAMPLE } from "../orders/order-examples.ts";
import { SOURCES } from "./sources.ts";
import type { StoredWebhook } from "./unusable-webhooks.tables.ts";

const EVERY_SOURCE = Object.entries(SOURCES);

/** The body of a webhook: whatever one of the sources sends. */
export const webhookBodySchema = withExample(
  z.union(EVERY_SOURCE.map(([, { bodySchema }]) => bodySchema)),
  exampleOf(SOURCES.standard.bodySchema),
);

const HEADERS = EVERY_SOURCE.flatMap(([source, { headers }]) =>
  headers.map(({ name, description, example }) => ({
    name,
    of: `of \`${source}\`: ${description}`,
    example,
  })),
);

/** The headers that sources go by, each once. One that not every source sends is not required. */
export const webhookHeaders = [...new Map(HEADERS.map((header) => [header.name, header])).values()].map(
  ({ name, example }) => {
    const sentBy = HEADERS.filter((header) => header.name === name);
    const description = sentBy.map(({ of }) => of).join("; ");
    return { name, description, example, required: sentBy.length === EVERY_SOURCE.length };
  },
);

/** What one message of a webhook is answered. */
const messageAnswers = [
  orderResultsSchema,
  z.object({ order: orderSchema }).openapi({ description: "Of an event: the order as it now stands" }),
  z.object({
    status: z.literal("waiting").openapi({ description: "`waiting`: it counts as soon as the order comes" }),
  }),
  z.object({
    status: z
      .literal("conflict")
      .openapi({ description: "`conflict`: kept among the unusable webhooks, nothing changed" }),
    code: z.string().openapi({ description: "Why, as a code of the catalogue" }),
  }),
  z.object({
    status: z.literal("ignored").openapi({ description: "`ignored`: nothing was made of it" }),
    reason: z.string().openapi({ description: "`kind_without_use`, or why it can never be used" }),
  }),
] as const;

const messageAnswerSchema = z.union(messageAnswers);

/** What a verified webhook is answered. */
export const webhookAnswerSchema = named(
  "WebhookAnswer",
  z.union([
    ...messageAnswers,
    z.object({
      status: z
        .literal("linked")
        .openapi({ description: "`linked`: two ids of the vendor are one order's from now on" }),
    }),
    z.object({
      answers: z
        .array(messageAnswerSchema)
        .openapi({ description: "Of a webhook that tells several things: the answer to each, in sequence" }),
    }),
  ]),
  { results: [RESULT_EXAMPLE] },
);

export type MessageAnswer = z.output<typeof messageAnswerSchema>;
export type WebhookAnswer = z.output<typeof webhookAnswerSchema>;

const PREFIX = "uw_";

/** The path of one of them, with its id read to its number. */
export const unusableWebhookParams = programParams.extend({
  id: z
    .string()
    .transform((id) => (/^uw_[1-9]\d{0,14}$/.test(id) ? Number(id.slice(PREFIX.length)) : 0))
    .openapi({ example: "uw_7", description: "The id that the list shows" }),
});

export const unusableWebhookSchema = named(
  "UnusableWebhook",
  z.object({
    id: idAnswer("Our id of it", "uw_7"),
    source: z.string().openapi({ description: "The source that signed it" }),
    webhookId: idAnswer("The sender's id of the webhook", "msg_2b1c"),
    reason: z.string().openapi({ description: "A fixed word, mostly a code of the catalogue" }),
    body: z.string().openapi({
      description:
        "The body as received, whole; with a first U+FFFD where bytes were no UTF-8, or of an extract",
    }),
    receivedAt: instantAnswer("When it was received"),
  }),
  {
    id: "uw_7",
    source: "standard",
    webhookId: "msg_2b1c",
    reason: "currency_mismatch",
    body: '{"type":"order.paid","data":{}}',
    receivedAt: "2026-11-22T08:00:00.000Z",
  },
);

export function presentUnusableWebhook(stored: StoredWebhook): z.output<typeof unusableWebhookSchema> {
  const { number, source, webhookId, reason, body, receivedAtMs } = stored;
  return { id: `${PREFIX}${number}`, source, webhookId, reason, body, receivedAt: instantOf(receivedAtMs) };
}
