/** What was sent to a webhook endpoint, and how each attempt was answered. */
import { z } from "@hono/zod-openapi";
import { namesOf } from "../../domain/kernel/records.ts";
import { ATTEMPT_FAULTS, type AttemptFault } from "../../domain/notification/webhook-delivery.ts";
import { deliveryIdOf } from "../../domain/notification/webhook-ids.ts";
import type {
  ListedAttempt,
  ListedDelivery,
} from "../../durable-objects/webhook-endpoint/delivery-list-storage.ts";
import type { AttemptMade } from "../../durable-objects/webhook-endpoint/sender.ts";
import {
  countAnswer,
  idAnswer,
  instantAnswer,
  instantSchema,
  named,
  programIdSchema,
  words,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";
import { pageFields } from "../http/page.shapes.ts";

const DELIVERY_STATES = ["waiting", "succeeded", "failed"] as const;

const STATES_MEAN: Readonly<Record<(typeof DELIVERY_STATES)[number], string>> = {
  waiting: "it is sent, for the first time or again",
  succeeded: "it was answered with 2xx",
  failed: "three days of attempts failed, or the log keeps the event no more",
};

const attemptSchema = named(
  "WebhookAttempt",
  z.object({
    at: instantAnswer("When it began"),
    milliseconds: countAnswer("How long it took"),
    status: z
      .int()
      .nullable()
      .openapi({ example: 204, description: "The answer's status; null without one" }),
    fault: words(
      "Why there was no answer; null: there was one",
      namesOf(ATTEMPT_FAULTS),
      ATTEMPT_FAULTS,
    ).nullable(),
    answer: z.string().openapi({ description: "The first 1 KiB of the answer's body", example: "" }),
  }),
  { at: "2026-11-22T08:00:00.000Z", milliseconds: 38, status: 204, fault: null, answer: "" },
);

export const deliverySchema = named(
  "WebhookDelivery",
  z.object({
    id: idAnswer("The delivery's id", "dl_4t7f9k2m8q1x5v3z6b0n_1"),
    eventId: idAnswer("The event, which every attempt names as `webhook-id`", "evt_V1StGXR8_Z5jdHi6B-myT0"),
    sequence: countAnswer("The event's number in the program's log"),
    type: z.string().openapi({ description: "The event's type", example: "commission.created" }),
    state: words("How it stands", DELIVERY_STATES, STATES_MEAN),
    attemptCount: countAnswer("All attempts so far"),
    attempts: z.array(attemptSchema).openapi({ description: "The newest 20, in their sequence" }),
    nextAttemptAt: instantAnswer(
      "When it is tried next, or later while the endpoint is out; null: never",
    ).nullable(),
    createdAt: instantAnswer("When it was taken from the log"),
  }),
  {
    id: "dl_4t7f9k2m8q1x5v3z6b0n_1",
    eventId: "evt_V1StGXR8_Z5jdHi6B-myT0",
    sequence: 42,
    type: "commission.created",
    state: "succeeded",
    attemptCount: 1,
    attempts: [{ at: "2026-11-22T08:00:00.000Z", milliseconds: 38, status: 204, fault: null, answer: "" }],
    nextAttemptAt: null,
    createdAt: "2026-11-22T08:00:00.000Z",
  },
);

export const deliveriesQuery = z.object({
  ...pageFields,
  state: words("Deliveries of this state alone", DELIVERY_STATES, STATES_MEAN).optional(),
});

export const deliveryParams = z.object({
  program: programIdSchema,
  delivery: idAnswer("The delivery's id", "dl_4t7f9k2m8q1x5v3z6b0n_1"),
});

export const replaySchema = named(
  "EventReplay",
  z
    .strictObject({
      from: instantSchema("Events that the log recorded since then"),
      to: instantSchema("And before then"),
    })
    .refine(({ from, to }) => from < to, { path: ["to"], error: "expected a time after `from`" }),
  { from: "2026-11-22T08:00:00Z", to: "2026-11-22T10:00:00Z" },
);

export const replayedSchema = named(
  "ReplayedEvents",
  z.object({
    firstSequence: z.int().nullable().openapi({
      example: 42,
      description: "The first event of that time; null: there is none that is kept",
    }),
    lastSequence: z
      .int()
      .nullable()
      .openapi({ example: 57, description: "The last one; null: there is none" }),
  }),
  { firstSequence: 42, lastSequence: 57 },
);

export const testEventSchema = named(
  "WebhookTestEvent",
  z.object({
    id: idAnswer("Another one for each test", "evt_V1StGXR8_Z5jdHi6B-myT0"),
    sequence: z.literal(0).openapi({ description: "It stands in no log" }),
    type: z.literal("webhook.test").openapi({ description: "It says that nothing has happened" }),
    occurredAt: instantAnswer("When the test was asked for"),
    program: programIdSchema,
    data: z.object({ endpointId: idAnswer("The endpoint", "we_4t7f9k2m8q1x5v3z6b0n") }),
  }),
  {
    id: "evt_V1StGXR8_Z5jdHi6B-myT0",
    sequence: 0,
    type: "webhook.test",
    occurredAt: "2026-11-22T08:00:00.000Z",
    program: "demo",
    data: { endpointId: "we_4t7f9k2m8q1x5v3z6b0n" },
  },
);

export const testedSchema = named(
  "WebhookTest",
  z.object({
    succeeded: z.boolean().openapi({ description: "Whether it was answered with 2xx within 15 seconds" }),
    attempt: attemptSchema,
  }),
  {
    succeeded: true,
    attempt: { at: "2026-11-22T08:00:00.000Z", milliseconds: 38, status: 204, fault: null, answer: "" },
  },
);

type WireAttempt = z.output<typeof attemptSchema>;

function presentListed({ atMs, durationMs, status, fault, answer }: ListedAttempt): WireAttempt {
  return { at: instantOf(atMs), milliseconds: durationMs, status, fault, answer };
}

export function presentAttempt({ atMs, durationMs, answered, answer }: AttemptMade): WireAttempt {
  const [status, fault]: [number | null, AttemptFault | null] =
    answered.kind === "answer" ? [answered.status, null] : [null, answered.fault];
  return presentListed({ atMs, durationMs, status, fault, answer });
}

export function presentDelivery(
  endpointId: string,
  delivery: ListedDelivery,
): z.output<typeof deliverySchema> {
  const { row, eventId, sequence, type, state, attemptCount, attempts, nextAtMs, createdAtMs } = delivery;
  return {
    id: deliveryIdOf(endpointId, row),
    eventId,
    sequence,
    type,
    state,
    attemptCount,
    attempts: attempts.map(presentListed),
    nextAttemptAt: nextAtMs === null ? null : instantOf(nextAtMs),
    createdAt: instantOf(createdAtMs),
  };
}
