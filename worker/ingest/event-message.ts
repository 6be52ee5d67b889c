/** Reads what the edge sent through the queue. Anything else is no message of ours. */
import { z } from "zod";
import type { EventBatch } from "../../domain/tracking/event-batch.ts";
import { COUNTABLES } from "../../domain/tracking/event-count.ts";
import { parseJson } from "../platform/json-text.ts";

const MESSAGE_ROWS = 10_000;
const whole = z.int().min(0);
const alias = z.string().max(32);

const packedClick = z.tuple([whole, whole, whole, z.int(), whole.max(1), alias, alias]).readonly();
const packedCount = z.tuple([z.enum(COUNTABLES), whole, whole, whole, whole, whole, whole]).readonly();

const eventBatch: z.ZodType<EventBatch> = z.object({
  v: z.literal(2),
  id: z.string().regex(/^[0-9a-f]{32}$/),
  sentAtMs: whole,
  clicks: z.array(packedClick).max(MESSAGE_ROWS).readonly(),
  counts: z.array(packedCount).max(MESSAGE_ROWS).readonly(),
});

/** The batch that a message's text writes; undefined when it is none. */
export function readEventBatch(body: unknown): EventBatch | undefined {
  return typeof body === "string" ? eventBatch.safeParse(parseJson(body)).data : undefined;
}
