/** An event of an order as the merchant tells it. */
import { z } from "@hono/zod-openapi";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { OPERATOR_MOVES, type OperatorMove } from "../../domain/order/operator-moves.ts";
import { MERCHANT_EVENTS, type MerchantEventKind, type OrderEvent } from "../../domain/order/order-event.ts";
import { namesOf } from "../../domain/kernel/records.ts";
import {
  amountSchema,
  categoryIdSchema,
  named,
  opaqueIdSchema,
  orderParams,
  productIdSchema,
  quantitySchema,
  sentInstantSchema,
  signedAmountSchema,
  textSchema,
  words,
} from "../http/common.shapes.ts";
import { codeOf, faultsOf, type NamedBySchema } from "../http/faults.ts";
import type { Fault } from "../http/problem.ts";
import { isNear } from "./near.ts";
import { idsAsTexts, isSent, saidOfOrder } from "./sent/as-sent.ts";
import { mendedItems, sumOfItems } from "./sent/mend-items.ts";
import { withoutAbsent } from "../configuration/rules.shapes.ts";

const itemShape = {
  productId: productIdSchema,
  categoryId: categoryIdSchema.optional(),
  quantity: quantitySchema("Units of it").optional(),
  amount: signedAmountSchema("Of all these units together; below zero for a discount").optional(),
};

/** Kinds that a merchant may tell. */
export const MERCHANT_EVENTS_MEAN: Readonly<Record<MerchantEventKind, string>> = {
  received: "the customer received the goods; the earliest counts",
  refunded: "a refund of `amount`; absent: of all that is left",
  cancelled: "the whole order is taken back",
  refund_voided: "the refund that `voids` names did not happen",
  disputed: "a dispute was opened; until it is closed nothing is released",
  dispute_won: "the merchant won the dispute: nothing is taken back",
  dispute_lost: "the merchant lost it: `amount` is taken back; absent: as disputed",
  amended:
    "the order is worth `amount` from then on, more or less; the latest counts, and `items` say of what",
};

export const orderEventKind = words("What happened", MERCHANT_EVENTS, MERCHANT_EVENTS_MEAN);

function eventFields<Item extends z.ZodType>(item: Item) {
  return {
    eventId: opaqueIdSchema("The merchant's id of the event, by which a repeat is recognised", "refund-1"),
    type: orderEventKind,
    amount: amountSchema(
      "Of a refund or dispute; absent: all that is left, or as disputed. Of `amended`: what the order is worth",
    ).optional(),
    refundedTotal: amountSchema(
      "Of `refunded`, in place of `amount`: all that is refunded so far; the greatest counts",
    ).optional(),
    disputeId: opaqueIdSchema("Which dispute it is about; absent: `1`", "dispute-1").optional(),
    voids: opaqueIdSchema("Of `refund_voided`: the `eventId` of the refund", "refund-1").optional(),
    items: z.array(item).max(LIMITS.itemsPerOrder).optional().openapi({
      description:
        "What the event is about. Where these name items of the order and sum to `amount`, it is taken off them",
    }),
    occurredAt: sentInstantSchema(
      "When it happened: at most 5 minutes ahead and 400 days back; absent: when it is first received",
    ).optional(),
  };
}

/** What the API takes: unknown fields are refused. */
export const orderEventSchema = named(
  "OrderEvent",
  z.strictObject({
    ...eventFields(z.strictObject(itemShape)),
    reason: textSchema(500, "Why, for people; kept with the order").optional(),
  }),
  { eventId: "refund-1", type: "refunded", amount: 3_333, occurredAt: "2026-11-25T08:00:00Z" },
);

/** What a webhook takes: unknown fields, `orderId` among them, are ignored. */
export const looseOrderEventSchema = z.object(eventFields(z.object(itemShape)));

export const waitingSchema = named(
  "WaitingEvent",
  z.object({
    status: z.literal("waiting").openapi({ description: "`waiting`: it counts as soon as the order comes" }),
  }),
  { status: "waiting" },
);

const MOVES: Readonly<Record<OperatorMove, string>> = {
  release: "ends the hold period at once",
  review: "begins a review, which stops the release",
  clear: "ends a review",
  reverse: "takes everything back",
  restore: "takes back the reversals by hand before it",
};

export const moveParams = orderParams.extend({
  move: words("The move", namesOf(OPERATOR_MOVES), MOVES).openapi({ example: "release" }),
});

export const moveSchema = named(
  "OrderMove",
  z.strictObject({ reason: textSchema(500, "Why, for people; kept with the order") }),
  { reason: "The customer confirmed the receipt" },
);

/** An event to record; without a time of its own it happened when it is first recorded. */
export type ReceivedEvent = Omit<OrderEvent, "occurredAtMs"> & { occurredAtMs?: number };

type EventFaultCode = "invalid_body" | "items_do_not_sum" | "occurred_at_out_of_range" | NamedBySchema;

export type OrderEventReading =
  | { readonly kind: "event"; readonly event: ReceivedEvent }
  | { readonly kind: "refused"; readonly code: EventFaultCode; readonly errors: readonly Fault[] };

/** Reads one event. A refusal names the code and every fault with its path. */
export function readOrderEvent(
  body: unknown,
  context: { readonly nowMs: number; readonly unknownFields: "refuse" | "ignore" },
): OrderEventReading {
  const schema = context.unknownFields === "refuse" ? orderEventSchema : looseOrderEventSchema;
  const sent = saidOfOrder(body);
  const { readable, unreadable } =
    context.unknownFields === "refuse" ? { readable: sent, unreadable: [] } : mendedEvent(sent);
  const parsed = schema.safeParse(readable);
  if (!parsed.success) {
    const { issues } = parsed.error;
    return { kind: "refused", code: codeOf(issues, "invalid_body"), errors: faultsOf(issues, readable) };
  }
  const { type, occurredAt, items, ...rest } = parsed.data;
  const breach = breachOf(parsed.data);
  if (breach !== undefined) return refused(breach.code, breach.path, breach.message);
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
    unreadable: unreadable.length === 0 ? undefined : unreadable,
    occurredAtMs: occurredAt,
  });
  return { kind: "event", event };
}

type WireEvent = z.output<typeof looseOrderEventSchema>;

/** The first rule of its kind that a well-formed event breaks. */
function breachOf({ type, amount, refundedTotal, items }: WireEvent) {
  if (refundedTotal !== undefined && (type !== "refunded" || amount !== undefined)) {
    return breach("invalid_body", "refundedTotal", "expected for `refunded`, in place of amount");
  }
  if (type !== "amended") return undefined;
  if (amount === undefined) return breach("invalid_body", "amount", "expected what the order is worth");
  const sum = items?.reduce((total, item) => total + (item.amount ?? Number.NaN), 0);
  if (sum === undefined || sum === amount) return undefined;
  return breach("items_do_not_sum", "items", `the items sum to ${sum}`);
}

function breach(code: EventFaultCode, path: string, message: string) {
  return { code, path, message };
}

type LostOfEvent = NonNullable<OrderEvent["unreadable"]>;

const readsItems = (items: unknown) => looseOrderEventSchema.shape.items.safeParse(items).success;

/** Numbers as ids are their texts. Items that cannot be read cost themselves: what is taken back is said by the amount. */
function mendedEvent(body: unknown): { readable: unknown; unreadable: LostOfEvent } {
  if (!isSent(body)) return { readable: body, unreadable: [] };
  const { items, ...sent } = body;
  const rest = { ...sent, ...idsAsTexts(sent, ["eventId", "disputeId", "voids"]) };
  if (items === undefined) return { readable: rest, unreadable: [] };
  if (!Array.isArray(items)) return { readable: rest, unreadable: ["items"] };
  const { items: read, isOfLostCategory } = mendedItems(items, readsItems);
  if (readsItems(read) && (sent["type"] !== "amended" || sumOfItems(read) === sent["amount"])) {
    return { readable: { ...rest, items: read }, unreadable: isOfLostCategory ? ["categories"] : [] };
  }
  return { readable: rest, unreadable: ["items"] };
}

function refused(code: EventFaultCode, path: string, message: string): OrderEventReading {
  return { kind: "refused", code, errors: [{ path, message }] };
}
