/** An event of an order as the merchant tells it. */
import { z } from "@hono/zod-openapi";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { MERCHANT_EVENTS, type OrderEvent } from "../../domain/order/order-event.ts";
import type { ProblemCode } from "../http/problem-catalogue.ts";
import type { Fault } from "../http/problem.ts";
import { amountSchema, codeOf, faultsOf, instantSchema, opaqueIdSchema } from "../http/common.shapes.ts";
import { isNear } from "./conversion.shapes.ts";
import { withoutAbsent } from "../configuration/rules.shapes.ts";

const itemShape = {
  productId: opaqueIdSchema,
  quantity: z.int().min(0).max(1_000_000).optional(),
  amount: amountSchema.optional(),
};

/** Kinds that a merchant may tell. */
export const orderEventKind = z.enum(MERCHANT_EVENTS);
export type OrderEventKind = z.output<typeof orderEventKind>;

function eventFields<Item extends z.ZodType>(item: Item) {
  return {
    eventId: opaqueIdSchema,
    type: orderEventKind,
    amount: amountSchema.optional(),
    disputeId: opaqueIdSchema.optional(),
    voids: opaqueIdSchema.optional(),
    items: z.array(item).max(LIMITS.itemsPerOrder).optional(),
    occurredAt: instantSchema.optional(),
  };
}

/** What the API takes: unknown fields are refused. */
export const orderEventSchema = z.strictObject(eventFields(z.strictObject(itemShape))).openapi("OrderEvent");

/** What a webhook takes: unknown fields, `orderId` among them, are ignored. */
export const looseOrderEventSchema = z.object(eventFields(z.object(itemShape)));

/** An event to record; without a time of its own it happened when it is first recorded. */
export type ReceivedEvent = Omit<OrderEvent, "occurredAtMs"> & { occurredAtMs?: number };

export type OrderEventReading =
  | { readonly kind: "event"; readonly event: ReceivedEvent }
  | { readonly kind: "refused"; readonly code: ProblemCode; readonly errors: readonly Fault[] };

/** Reads one event. A refusal names the code and every fault with its path. */
export function readOrderEvent(
  body: unknown,
  context: { readonly nowMs: number; readonly unknownFields: "refuse" | "ignore" },
): OrderEventReading {
  const schema = context.unknownFields === "refuse" ? orderEventSchema : looseOrderEventSchema;
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const { issues } = parsed.error;
    return { kind: "refused", code: codeOf(issues, "invalid_body"), errors: faultsOf(issues) };
  }
  const { type, occurredAt, items, ...rest } = parsed.data;
  if (type === "refund_voided" && rest.voids === undefined) {
    return refused("invalid_body", "voids", "expected the eventId of the refund taken back");
  }
  if (occurredAt !== undefined && !isNear(occurredAt, context.nowMs)) {
    return refused("occurred_at_out_of_range", "occurredAt", "at most 5 minutes ahead and 400 days back");
  }
  const event = withoutAbsent({
    ...rest,
    kind: type,
    items: items?.map(withoutAbsent),
    occurredAtMs: occurredAt,
  });
  return { kind: "event", event };
}

function refused(code: ProblemCode, path: string, message: string): OrderEventReading {
  return { kind: "refused", code, errors: [{ path, message }] };
}
