/**
 * A conversion as the merchant tells it, checked whole before anything is decided. By the API a fault refuses it. By a
 * webhook a field that only adds costs itself alone.
 */
import { z } from "@hono/zod-openapi";
import { recordOf } from "../../domain/kernel/records.ts";
import { type AddingField, CONTACT_KINDS, type ContactKind, type Order } from "../../domain/order/order.ts";
import { namesNobody } from "../../domain/order/guest.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import {
  amountSchema,
  campaignIdSchema,
  categoryIdSchema,
  currencySchema,
  customerIdSchema,
  named,
  opaqueIdSchema,
  orderIdSchema,
  productIdSchema,
  quantitySchema,
  sentInstantSchema,
  signedAmountSchema,
  typedCodeSchema,
} from "../http/common.shapes.ts";
import { codeOf, faultsOf, type NamedBySchema, parseBody } from "../http/faults.ts";
import type { Fault } from "../http/problem.ts";
import { isNear } from "./near.ts";
import { sentTokens } from "../../domain/tracking/sent-tokens.ts";
import { saidOfOrder } from "./sent/as-sent.ts";
import { mended } from "./sent/mend-conversion.ts";
import { withoutAbsent } from "../configuration/rules.shapes.ts";

/** Longer than all tokens of an order together, so that a spoiled one is ignored with its reason, not refused. */
const token = z.string().max(8_192);
const metadataValue = z.union([z.string().max(500), z.number(), z.boolean()]).transform(String);

const itemShape = {
  productId: productIdSchema,
  categoryId: categoryIdSchema.optional(),
  quantity: quantitySchema("Units sold"),
  amount: signedAmountSchema("Of all these units together; below zero for a discount, which is spread"),
};

const hashSchema = (kind: ContactKind) =>
  opaqueIdSchema(`Of the ${kind}, made with a key that is the merchant's alone`, "9f86d081884c7d65");

function conversionFields<Item extends z.ZodType>(item: Item) {
  return {
    orderId: orderIdSchema,
    amount: amountSchema("What commission is earned on"),
    currency: currencySchema.openapi({ description: "ISO 4217 code; the program's" }),
    customerId: customerIdSchema.optional().openapi({
      description:
        "Who bought: finds the customer's binding and earlier clicks. A word for a guest (`0`, `guest`, …) is nobody",
    }),
    clickToken: token.optional().openapi({
      description:
        "The click token that came with the order; several joined by commas, or a landing address that holds one",
    }),
    clickTokens: z.array(token).max(LIMITS.tokensPerOrder).optional().openapi({
      description: "Click tokens, where the shop kept several",
    }),
    couponCode: typedCodeSchema("The coupon as the buyer typed it; width and case do not matter").optional(),
    campaignId: campaignIdSchema.optional().openapi({
      description: "The campaign; absent: that of the credited link",
    }),
    occurredAt: sentInstantSchema(
      "When the order was placed: at most 5 minutes ahead and 400 days back; absent: when it is first received",
    ).optional(),
    items: z.array(item).max(LIMITS.itemsPerOrder).optional().openapi({
      description: "What was sold; their amounts sum to `amount`",
    }),
    hashes: z
      .strictObject(recordOf(CONTACT_KINDS, (kind) => hashSchema(kind).optional()))
      .optional()
      .openapi({
        description:
          "Hashes of the merchant's own by which one buyer is known under several names; shown to nobody",
      }),
    metadata: z
      .record(z.string().min(1).max(64), metadataValue)
      .refine((members) => Object.keys(members).length <= 50, { error: "expected at most 50 members" })
      .optional()
      .openapi({ description: "Kept with the order as text, and used for nothing" }),
  };
}

/** What the API takes: unknown fields are refused. */
const conversionSchema = named("Conversion", z.strictObject(conversionFields(z.strictObject(itemShape))), {
  orderId: "order-1001",
  amount: 10_000,
  currency: "CNY",
  customerId: "user-77",
  occurredAt: "2026-11-22T08:00:00Z",
  items: [{ productId: "tea-250g", quantity: 2, amount: 10_000 }],
});

/** What a webhook takes: unknown fields are ignored, and those that only add are mended before. */
export const looseConversionSchema = z.object(conversionFields(z.object(itemShape)));

/** Several conversions, each checked alone. */
const conversionBatchSchema = named(
  "ConversionBatch",
  z.strictObject({ conversions: z.array(conversionSchema).min(1).max(LIMITS.conversionsPerBatch) }),
  { conversions: [{ orderId: "order-1002", amount: 25_000, currency: "CNY", couponCode: "LILEI10" }] },
);

/** One conversion, or a batch whose entries are checked each alone. */
export const conversionsBodySchema = z
  .union([conversionBatchSchema, conversionSchema])
  .openapi({ example: { orderId: "order-1001", amount: 10_000, currency: "CNY", customerId: "user-77" } });

/** The conversions of other requests, described. */
export const postedConversionsSchema = z
  .array(conversionSchema)
  .min(1)
  .max(LIMITS.conversionsPerBatch)
  .openapi({ description: "Conversions that were not recorded, each checked alone" });

const batchSchema = z.strictObject({
  conversions: z.array(z.unknown()).min(1).max(LIMITS.conversionsPerBatch),
});

/**
 * Tells a batch from a single conversion. The entries are not checked yet.
 *
 * @throws ApiProblem `invalid_body` for a batch that is empty, too long, or has other members.
 */
export function readConversionsBody(body: unknown): {
  kind: "single" | "batch";
  entries: readonly unknown[];
} {
  const isBatch = typeof body === "object" && body !== null && "conversions" in body;
  if (!isBatch) return { kind: "single", entries: [body] };
  return { kind: "batch", entries: parseBody(batchSchema, body).conversions };
}

/** Entries are read in parts of so many items: some milliseconds each. */
export const READING = {
  most: 1_000,
  weightOf: (entry: unknown): number => {
    const items = typeof entry === "object" && entry !== null && "items" in entry ? entry.items : [];
    return 2 + (Array.isArray(items) ? items.length : 0);
  },
} as const;

/** Why a conversion cannot be taken. */
export type ConversionFaultCode =
  | "invalid_body"
  | "currency_mismatch"
  | "items_do_not_sum"
  | "occurred_at_out_of_range"
  | NamedBySchema;

export interface Conversion {
  readonly order: Order;
  /** `clickToken` and `clickTokens`, each once. */
  readonly tokens: readonly string[];
  readonly couponCode: string | null;
}

export type ConversionReading =
  | { readonly kind: "conversion"; readonly conversion: Conversion }
  | {
      readonly kind: "refused";
      readonly orderId: string | null;
      readonly code: ConversionFaultCode;
      readonly errors: readonly Fault[];
    };

export interface ReadingContext {
  /** The program's currency. */
  readonly currency: string;
  /** Our clock; also when an order without `occurredAt` happened. */
  readonly nowMs: number;
  readonly unknownFields: "refuse" | "ignore";
}

/** Reads one conversion. A refusal names the code and every fault with its path. */
export function readConversion(entry: unknown, context: ReadingContext): ConversionReading {
  const sent = saidOfOrder(entry);
  const { body, unreadable } =
    context.unknownFields === "refuse" ? { body: sent, unreadable: [] } : mended(sent, readsField);
  const schema = context.unknownFields === "refuse" ? conversionSchema : looseConversionSchema;
  const parsed = schema.safeParse(body);
  const received = orderIdOf(body);
  if (!parsed.success) {
    const { issues } = parsed.error;
    return refused(received, codeOf(issues, "invalid_body"), faultsOf(issues, body));
  }
  const wire = parsed.data;
  const breach = breachOf(wire, context);
  if (breach !== undefined) return refused(received, breach.code, [breach.fault]);
  return { kind: "conversion", conversion: conversionOf(wire, unreadable, context.nowMs) };
}

function conversionOf(wire: WireConversion, unreadable: readonly AddingField[], nowMs: number): Conversion {
  const { clickToken, clickTokens, couponCode: code, occurredAt, items, customerId, hashes, ...rest } = wire;
  const order = withoutAbsent({
    ...rest,
    customerId: customerId === undefined || namesNobody(customerId) ? undefined : customerId,
    items: items?.map(withoutAbsent),
    hashes: hashes === undefined ? undefined : withoutAbsent(hashes),
    unreadable: unreadable.length === 0 ? undefined : unreadable,
    occurredAtMs: occurredAt ?? nowMs,
  });
  return { order, tokens: tokensOf({ clickToken, clickTokens }), couponCode: code ?? null };
}

const FIELDS = looseConversionSchema.shape;

/** Whether the value of a field that only adds can be read by itself. */
function readsField(name: keyof typeof FIELDS, value: unknown): boolean {
  return FIELDS[name].safeParse(value).success;
}

function tokensOf({ clickToken, clickTokens = [] }: Pick<WireConversion, "clickToken" | "clickTokens">) {
  return sentTokens(clickToken === undefined ? clickTokens : [clickToken, ...clickTokens]);
}

type WireConversion = z.output<typeof conversionSchema>;

/** The first rule that a well-formed conversion breaks. */
function breachOf(
  wire: WireConversion,
  context: ReadingContext,
): { code: ConversionFaultCode; fault: Fault } | undefined {
  if (wire.currency !== context.currency) {
    return breach("currency_mismatch", "currency", `the program's currency is ${context.currency}`);
  }
  if (wire.items !== undefined) {
    const sum = wire.items.reduce((total, item) => total + item.amount, 0);
    if (sum !== wire.amount) return breach("items_do_not_sum", "items", `the items sum to ${sum}`);
  }
  if (wire.occurredAt !== undefined && !isNear(wire.occurredAt, context.nowMs)) {
    return breach("occurred_at_out_of_range", "occurredAt", "at most 5 minutes ahead and 400 days back");
  }
  if (tokensOf(wire).length > LIMITS.tokensPerOrder) {
    return breach("invalid_body", "clickTokens", `at most ${LIMITS.tokensPerOrder} tokens`);
  }
  return undefined;
}

function breach(code: ConversionFaultCode, path: string, message: string) {
  return { code, fault: { path, message } };
}

function refused(
  orderId: string | null,
  code: ConversionFaultCode,
  errors: readonly Fault[],
): ConversionReading {
  return { kind: "refused", orderId, code, errors };
}

/** The order's id where it can be read, so that a rejected entry of a batch can be told. */
function orderIdOf(entry: unknown): string | null {
  if (typeof entry !== "object" || entry === null || !("orderId" in entry)) return null;
  const parsed = orderIdSchema.safeParse(entry.orderId);
  return parsed.success ? parsed.data : null;
}
