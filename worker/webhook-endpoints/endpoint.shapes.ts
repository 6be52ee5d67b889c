/** Webhook endpoints on the wire. A secret is shown in the answer that made it, and never again. */
import { z } from "@hono/zod-openapi";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { namesOf } from "../../domain/kernel/records.ts";
import { CATALOGUE, isNotificationType } from "../../domain/notification/catalogue.ts";
import { ENDPOINT_STATES, type EndpointState } from "../../domain/notification/webhook-delivery.ts";
import {
  countAnswer,
  idAnswer,
  instantAnswer,
  instantSchema,
  named,
  programIdSchema,
  promoterIdSchema,
  textSchema,
  words,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import type { Endpoint } from "./endpoints.tables.ts";

const MOST_URL = 2_000;
const ALL = "*";
const ID = "we_4t7f9k2m8q1x5v3z6b0n";

const STATES_MEAN: Readonly<Record<EndpointState, string>> = {
  active: "events are sent",
  disabled: "nothing is sent, by its owner's word",
  paused: "nothing is sent, since every attempt of five days failed",
  gone: "nothing is sent, since it answered 410",
};

const urlSchema = z.string().min(1).max(MOST_URL).openapi({
  example: "https://shop.example/webhooks",
  description: "Where events are sent: https, and a public host that is not of this service",
});

const TYPES = namesOf(CATALOGUE);

const eventsSchema = z
  .array(z.string())
  .min(1)
  .max(TYPES.length)
  .superRefine((list, context) => {
    const isAll = list.length === 1 && list[0] === ALL;
    if (isAll || (list.every(isNotificationType) && new Set(list).size === list.length)) return;
    context.addIssue({
      code: "custom",
      message: `expected ["*"], or some of ${TYPES.join(", ")}, each once`,
    });
  })
  .openapi({ example: ["*"], description: 'Types of events that are sent; `["*"]`: all, later ones too' });

const descriptionSchema = textSchema(
  200,
  "What the endpoint is for, for people; null: nobody says",
).nullable();

export const newEndpointSchema = named(
  "NewWebhookEndpoint",
  z.strictObject({ url: urlSchema, events: eventsSchema, description: descriptionSchema.optional() }),
  { url: "https://shop.example/webhooks", events: ["*"], description: "bookkeeping" },
);

export const changedEndpointSchema = named(
  "WebhookEndpointChange",
  z.strictObject({
    url: urlSchema.optional(),
    events: eventsSchema.optional(),
    description: descriptionSchema.optional(),
    state: z.enum(["active", "disabled"]).optional().openapi({
      description: "`active` has what waits sent, after a pause too; `disabled` has it wait",
    }),
  }),
  { state: "active" },
);

const endpointFields = {
  id: idAnswer("The endpoint's id", ID),
  url: z.string().openapi({ description: "Where events are sent", example: "https://shop.example/webhooks" }),
  events: z.array(z.string()).openapi({ description: 'Types of events that are sent; `["*"]`: all' }),
  description: z.string().nullable().openapi({ description: "What it is for; null where nobody said" }),
  promoterId: idAnswer("Whose events alone it is sent; null: it is the merchant's", "pr_5k").nullable(),
  state: words("Whether events are sent", ENDPOINT_STATES, STATES_MEAN),
  stateSince: instantAnswer("Since when its state is that"),
  createdAt: instantAnswer("When it was made: events of before are not sent"),
  secret: z.string().optional().openapi({
    description: "What messages are signed with, in the answer that made it alone",
  }),
};

const EXAMPLE = {
  id: ID,
  url: "https://shop.example/webhooks",
  events: ["*"],
  description: "bookkeeping",
  promoterId: null,
  state: "active",
  stateSince: "2026-11-22T08:00:00.000Z",
  createdAt: "2026-11-22T08:00:00.000Z",
} as const;

export const endpointSchema = named("WebhookEndpoint", z.object(endpointFields), {
  ...EXAMPLE,
  events: ["*"],
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
});

export const watchedEndpointSchema = named(
  "WatchedWebhookEndpoint",
  z.object({
    ...endpointFields,
    waiting: countAnswer("Deliveries that wait. What follows them waits in the log"),
    failingSince: instantAnswer("The first failure since the last success; null while it answers").nullable(),
  }),
  { ...EXAMPLE, events: ["*"], waiting: 0, failingSince: null },
);

const endpointId = z
  .string()
  .openapi({ example: ID, description: "The endpoint's id, as `POST …/webhook-endpoints` answered it" });

export const endpointParams = z.object({ program: programIdSchema, id: endpointId });

export const endpointsQuery = z.object({
  promoterId: promoterIdSchema.optional().openapi({
    description: "Endpoints of this promoter; absent: the merchant's own. A token lists its promoter's",
  }),
});

export const rotationSchema = named(
  "WebhookEndpointRotation",
  z.strictObject({
    expiresAt: instantSchema(
      "Until when the secrets before sign as well: at most 90 days ahead, in 24 hours by default",
    ).optional(),
  }),
  { expiresAt: "2026-11-23T08:00:00Z" },
);

export const rotatedSchema = named(
  "RotatedWebhookSecret",
  z.object({
    secret: z
      .string()
      .optional()
      .openapi({ description: "The new secret, in the answer that made it alone" }),
    oldSecretExpiresAt: instantAnswer("Until when the secrets before sign as well, unless they end sooner"),
  }),
  {
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
    oldSecretExpiresAt: "2026-11-23T08:00:00.000Z",
  },
);

/** Types as they are stored: empty for all. */
export function storedTypes(events: readonly string[]): string {
  return JSON.stringify(events[0] === ALL ? [] : events);
}

export function presentEndpoint(endpoint: Endpoint): z.output<typeof endpointSchema> {
  const { id, url, description, promoter, state, stateSinceMs, createdAtMs } = endpoint;
  const types = JSON.parse(endpoint.types) as string[];
  return {
    id,
    url,
    events: types.length === 0 ? [ALL] : types,
    description: description === "" ? null : description,
    promoterId: promoter === null ? null : promoterIdOf(promoter),
    state,
    stateSince: instantOf(stateSinceMs),
    createdAt: instantOf(createdAtMs),
  };
}
