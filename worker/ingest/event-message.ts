/** Reads what the edge sent through the queue. Anything else is no message of ours. */
import { z } from "zod";
import { type EventBatch, INVALID_REASONS } from "../../domain/tracking/click-event.ts";

const MESSAGE_EVENTS = 10_000;
const flag = z.union([z.literal(0), z.literal(1)]);
const whole = z.int().min(0);

const kind = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]);
const invalid = z.enum(INVALID_REASONS).nullable();

const packedEvent = z
  .tuple([
    kind,
    whole,
    whole,
    whole,
    whole,
    flag,
    invalid,
    z.string().max(32),
    z.string().max(32),
    whole.optional(),
  ])
  .readonly();

export const eventBatch: z.ZodType<EventBatch> = z.object({
  v: z.literal(1),
  id: z.string().regex(/^[0-9a-f]{32}$/),
  events: z.array(packedEvent).max(MESSAGE_EVENTS).readonly(),
});
