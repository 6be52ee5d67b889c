/** Sources of webhooks on the wire: how each fares, what is set for it, and what it would make of a body. */
import { z } from "@hono/zod-openapi";
import {
  countAnswer,
  exampleOf,
  idAnswer,
  instantAnswer,
  named,
  withExample,
  words,
} from "../http/common.shapes.ts";
import { faultSchema } from "../http/problem.shapes.ts";
import { instantOf } from "../http/instants.ts";
import type { SummarizedMessage } from "./health/delivery-summary.ts";
import type { Delivery } from "./health/source-counts.tables.ts";
import { SOURCES } from "./sources.ts";

const SETTINGS = Object.values(SOURCES).map(({ settingsSchema }) => settingsSchema);

/** What a merchant may set for a source: that source's own members. */
export const sourceSettingsSchema = withExample(
  z.union(SETTINGS).openapi({ description: "The source's own settings; what is left out has its default" }),
  exampleOf(SOURCES.stripe.settingsSchema),
);

const settingsAnswer = z
  .record(z.string(), z.unknown())
  .openapi({ description: "What is set, and the defaults for the rest", example: { amountBase: "net" } });

const SOURCE_EXAMPLE = {
  source: "stripe",
  configured: true,
  secrets: 1,
  settings: { amountBase: "net" },
  lastReceivedAt: "2026-11-22T08:00:00.000Z",
  received: 12,
  accepted: 11,
  unusable: 1,
  refused: 0,
  lastRefusedAt: null,
  lastError: "currency_mismatch",
  lastErrorAt: "2026-11-21T08:00:00.000Z",
  apiKeySetAt: "2026-11-20T08:00:00.000Z",
  conditions: [
    {
      code: "silent" as const,
      since: "2026-11-22T09:00:00.000Z",
      facts: { silentHours: 9, activeDays: 28 },
    },
  ],
};

const CONDITIONS_MEAN = {
  silent: "it was regular, and nothing has come for longer than chance explains",
  unusable_share: "of what came in the last day more is unusable than before, by more than chance explains",
} as const;

export const sourceSchema = named(
  "WebhookSourceStatus",
  z.object({
    source: z.string().openapi({ description: "The source, as the path of its webhooks names it" }),
    configured: z
      .boolean()
      .openapi({ description: "Whether it has a valid secret: without one nothing is taken" }),
    secrets: countAnswer("Secrets that are valid now"),
    settings: settingsAnswer,
    lastReceivedAt: instantAnswer("When the last signed webhook came; null: none so far").nullable(),
    received: countAnswer("Signed webhooks that came, counted some seconds after their answers"),
    accepted: countAnswer("Of these, those that were used, repeats and kinds without use too"),
    unusable: countAnswer("Of these, those that are kept among the unusable webhooks"),
    refused: countAnswer("Webhooks whose signature did not hold, or that had none"),
    lastRefusedAt: instantAnswer("When the last of those came; null: none so far").nullable(),
    lastError: z
      .string()
      .nullable()
      .openapi({ description: "Why the last unusable webhook was; null: none so far" }),
    lastErrorAt: instantAnswer("When that one came; null: none so far").nullable(),
    apiKeySetAt: instantAnswer("When the key was set by which its vendor is asked; null: none is").nullable(),
    conditions: z
      .array(
        z.object({
          code: words("What is unusual", ["silent", "unusable_share"], CONDITIONS_MEAN),
          since: instantAnswer("Since when"),
          facts: z
            .record(z.string(), z.number())
            .openapi({ description: "By what it is seen", example: { silentHours: 9, activeDays: 28 } }),
        }),
      )
      .openapi({ description: "What is unusual about it now, by the hours of the last weeks" }),
  }),
  SOURCE_EXAMPLE,
);

export const sourceListSchema = named("WebhookSources", z.object({ data: z.array(sourceSchema) }), {
  data: [SOURCE_EXAMPLE],
});

export const putSourceSchema = named(
  "WebhookSourceSettings",
  z.object({ source: z.string().openapi({ description: "The source" }), settings: settingsAnswer }),
  { source: "stripe", settings: { amountBase: "with_tax" } },
);

export const tryRequestSchema = named(
  "WebhookTrial",
  z.strictObject({
    headers: z
      .record(
        z.string().regex(/^[A-Za-z0-9-]{1,100}$/),
        z
          .string()
          .max(8_192)
          .regex(/^[\t\x20-\x7e]*$/),
      )
      .optional()
      .openapi({ description: "Headers that the vendor would send; signatures are not asked for" }),
    body: z.unknown().openapi({ description: "The body that the vendor would send: JSON, or its text" }),
    settings: z
      .record(z.string(), z.unknown())
      .optional()
      .openapi({ description: "Settings to try, in place of those that are set" }),
  }),
  { body: { id: "evt_1", type: "charge.refunded", created: 1_795_334_400, data: { object: {} } } },
);

export const triedSchema = named(
  "TriedWebhook",
  z.object({
    webhookId: z
      .string()
      .nullable()
      .openapi({ description: "The vendor's id of the webhook; null where it has none", example: "evt_1" }),
    messages: z
      .array(
        z.object({
          kind: z.enum(["conversion", "order_event", "link", "without_use", "unreadable"]).openapi({
            description: "What it tells; `link`: two ids of the vendor are one order's",
          }),
          orderId: idAnswer("The order that it is about", "pi_3QLk").optional(),
          belongsTo: z.string().optional().openapi({ description: "Of a link: the id whose order it is" }),
          content: z
            .record(z.string(), z.unknown())
            .optional()
            .openapi({ description: "The conversion or event that is made of it, in the words of the API" }),
          reason: z.string().optional().openapi({ description: "Why nothing is made of it" }),
          code: z
            .string()
            .optional()
            .openapi({ description: "Why it would be refused: a code of the catalogue" }),
          errors: z
            .array(faultSchema)
            .optional()
            .openapi({ description: "Every fault, where it would be refused" }),
        }),
      )
      .openapi({ description: "What would be recorded, in sequence" }),
  }),
  {
    webhookId: "evt_1",
    messages: [
      { kind: "order_event", orderId: "pi_3QLk", content: { type: "refunded", refundedTotal: 500 } },
    ],
  },
);

const VERDICTS_MEAN = {
  recorded: "it told something new",
  repeated: "it was known",
  ignored: "nothing follows from its kind",
  unusable: "it is kept among the unusable webhooks",
  refused: "its signature did not hold, or it had none: nothing of it was read",
} as const;

const DELIVERY_EXAMPLE = {
  at: "2026-11-22T08:00:00.000Z",
  verdict: "recorded" as const,
  reason: null,
  webhookId: "evt_1QLkTz2eZvKYlo2C",
  bytes: 2_310,
  messages: [
    { kind: "conversion" as const, orderId: "pi_3QLk", amount: 10_000, currency: "USD", customerId: "us…" },
  ],
};

export const deliverySchema = named(
  "SourceDelivery",
  z.object({
    at: instantAnswer("When it came"),
    verdict: words(
      "What became of it",
      ["recorded", "repeated", "ignored", "unusable", "refused"],
      VERDICTS_MEAN,
    ),
    reason: z.string().nullable().openapi({ description: "Why it is unusable; null: it is not" }),
    webhookId: z.string().nullable().openapi({ description: "The vendor's id of it; null: none was read" }),
    bytes: countAnswer("Bytes of its body"),
    messages: z
      .array(
        z.object({
          kind: z.string().openapi({ description: "What it tells, as a trial says it" }),
          orderId: z.string().optional().openapi({ description: "The order that it is about" }),
          type: z.string().optional().openapi({ description: "The kind of an event" }),
          amount: z.number().optional().openapi({ description: "The sum that it says" }),
          refundedTotal: z.number().optional().openapi({ description: "All that is refunded, as it says" }),
          currency: z.string().optional().openapi({ description: "The currency that it says" }),
          occurredAt: z.string().optional().openapi({ description: "When it happened, as it says" }),
          customerId: z.string().optional().openapi({ description: "Who bought, masked" }),
          reason: z.string().optional().openapi({ description: "Why nothing is made of it" }),
        }),
      )
      .openapi({ description: "Of what it told the first five" }),
  }),
  DELIVERY_EXAMPLE,
);

export const deliveryListSchema = named("SourceDeliveries", z.object({ data: z.array(deliverySchema) }), {
  data: [DELIVERY_EXAMPLE],
});

export function presentDelivery(delivery: Delivery): z.output<typeof deliverySchema> {
  const { atMs, messages, ...others } = delivery;
  const { verdict, reason, webhookId, bytes } = others;
  return {
    at: instantOf(atMs),
    verdict,
    reason,
    webhookId,
    bytes,
    messages: JSON.parse(messages) as SummarizedMessage[],
  };
}
