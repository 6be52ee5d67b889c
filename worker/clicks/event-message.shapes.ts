/** Reads what the edge sent through the queue. Anything else is no message of ours. */
import { z } from "zod";
import { clicksIn } from "../../domain/tracking/click-columns.ts";
import type { EventBatch } from "../../domain/tracking/event-batch.ts";
import { COUNTABLES } from "../../domain/tracking/event-count.ts";
import { parseJson } from "../platform/json-text.ts";

const MESSAGE_ROWS = 10_000;
const whole = z.int().min(0);
/** Of at most 32 characters each, with commas between. */
const aliases = z.string().regex(/^[^,]{0,32}(,[^,]{0,32})*$/);

const clickColumns = z
  .tuple([
    whole,
    whole,
    whole,
    z.array(z.int()).max(MESSAGE_ROWS),
    z.string().regex(/^[0-5]+$/),
    aliases,
    aliases,
  ])
  .readonly()
  .refine((columns) => clicksIn(columns) !== undefined);
const packedCount = z.tuple([z.enum(COUNTABLES), whole, whole, whole, whole, whole, whole]).readonly();

const reportedCount = z.tuple([whole, z.string().regex(/^[0-9a-f]{24}$/)]).readonly();

const eventBatch: z.ZodType<EventBatch> = z
  .object({
    v: z.literal(2),
    id: z.string().regex(/^[0-9a-f]{32}$/),
    sentAtMs: whole,
    clicks: z.array(clickColumns).max(MESSAGE_ROWS).readonly(),
    channels: z.array(z.string()).max(MESSAGE_ROWS).readonly().optional(),
    counts: z.array(packedCount).max(MESSAGE_ROWS).readonly(),
    reported: z.array(reportedCount).max(MESSAGE_ROWS).readonly().optional(),
  })
  .refine(({ clicks }) => clicks.reduce((sum, [, , , agoMs]) => sum + agoMs.length, 0) <= MESSAGE_ROWS)
  .refine(({ sentAtMs, clicks }) => clicks.every(([, , , agoMs]) => agoMs.every((ago) => ago <= sentAtMs)));

/** The batch that a message's text writes; undefined when it is none. */
export function readEventBatch(body: unknown): EventBatch | undefined {
  return typeof body === "string" ? eventBatch.safeParse(parseJson(body)).data : undefined;
}
