/** The messages of the source `standard`: an order that was paid, or an event of an order. */
import { z } from "@hono/zod-openapi";
import { namesOf } from "../../../domain/kernel/records.ts";
import type { MerchantEventKind } from "../../../domain/order/order-event.ts";
import { named, opaqueIdSchema, orderIdSchema, words } from "../../http/common.shapes.ts";
import { looseConversionSchema } from "../../orders/conversion.shapes.ts";
import { looseOrderEventSchema, MERCHANT_EVENTS_MEAN } from "../../orders/order-event.shapes.ts";

/** The kind is read first: of one without use nothing else has to fit. */
export const messageSchema = z.object({ type: z.string(), data: z.unknown().optional() });
/** Of an event the order is read first: its owner is asked. */
export const namedOrderSchema = z.looseObject({ orderId: orderIdSchema });

const EVENT_TYPES = Object.fromEntries(
  Object.entries(MERCHANT_EVENTS_MEAN).map(([kind, means]) => [`order.${kind}`, means]),
) as Record<`order.${MerchantEventKind}`, string>;

/** A webhook's body, described. Unknown members are ignored, and a kind without use is answered 200. */
export const standardWebhookSchema = named(
  "StandardWebhook",
  z.union([
    z.object({
      type: z.literal("order.paid").openapi({ description: "`order.paid`: an order was placed and paid" }),
      data: looseConversionSchema,
    }),
    z.object({
      type: words("What happened to an order", namesOf(EVENT_TYPES), EVENT_TYPES),
      data: looseOrderEventSchema.omit({ type: true, eventId: true }).extend({
        orderId: orderIdSchema,
        eventId: opaqueIdSchema(
          "The id of the event; absent: the header `webhook-id`",
          "refund-1",
        ).optional(),
      }),
    }),
  ]),
  {
    type: "order.paid",
    data: { orderId: "order-1001", amount: 10_000, currency: "CNY", customerId: "user-77" },
  },
);

export const standardSettingsSchema = named("StandardSourceSettings", z.strictObject({}), {});
