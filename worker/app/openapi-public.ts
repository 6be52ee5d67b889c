/** Describes the routes that need no bearer key: share links, pixels and signed webhooks. They are served elsewhere. */
import { z } from "@hono/zod-openapi";
import { beaconSchema, sessionSchema } from "../edge/beacon.shapes.ts";
import { looseConversionSchema } from "../orders/conversion.shapes.ts";
import { looseOrderEventSchema } from "../orders/order-event.shapes.ts";
import { orderResultsSchema } from "../orders/order.shapes.ts";
import { currencySchema, opaqueIdSchema, programIdSchema } from "../http/common.shapes.ts";
import { WEBHOOK_SOURCES } from "../configuration/program-secrets.ts";
import type { ApiApp } from "../access/api-env.ts";
import { body, json, REFUSALS } from "../http/route-parts.ts";

const text = (type: string) => ({ content: { [type]: { schema: z.string() } } });

const webhookBody = z
  .union([
    z.object({ type: z.literal("order.paid"), data: looseConversionSchema }),
    z.object({
      type: z.enum([
        "order.received",
        "order.refunded",
        "order.refund_voided",
        "order.cancelled",
        "order.disputed",
        "order.dispute_won",
        "order.dispute_lost",
      ]),
      data: looseOrderEventSchema
        .omit({ type: true, eventId: true })
        .extend({ orderId: opaqueIdSchema, eventId: opaqueIdSchema.optional() }),
    }),
  ])
  .openapi("StandardWebhook");

export function describePublicRoutes(app: ApiApp): void {
  const registry = app.openAPIRegistry;
  registry.registerPath({
    method: "get",
    path: "/s/{slug}",
    summary: "Follow a share link",
    request: { params: z.object({ slug: z.string() }) },
    responses: {
      200: { description: "To a link-preview crawler: a page with Open Graph tags", ...text("text/html") },
      302: { description: "To the destination, with the click token as `tby`" },
      404: { description: "Unknown slug", ...text("text/html") },
      410: { description: "Expired or disabled link", ...text("text/html") },
    },
  });
  registry.registerPath({
    method: "get",
    path: "/p.gif",
    summary: "Record an impression",
    request: {
      query: z.object({ program: programIdSchema, link: z.string(), e: z.literal("impression") }),
    },
    responses: { 200: { description: "A transparent 1x1 GIF, whatever the input", ...text("image/gif") } },
  });
  describePageRoutes(registry);
  registry.registerPath({
    method: "post",
    path: "/webhooks/{program}/{source}",
    summary: "Signed intake of orders and their events",
    request: {
      params: z.object({ program: programIdSchema, source: z.enum(WEBHOOK_SOURCES) }),
      headers: z.object({
        "webhook-id": z.string(),
        "webhook-timestamp": z.string(),
        "webhook-signature": z.string(),
      }),
      body: body(webhookBody),
    },
    responses: {
      200: json(orderResultsSchema.partial(), "Durable; also for a repeat, a conflict or a kind without use"),
      401: REFUSALS[401],
      413: REFUSALS[413],
      503: REFUSALS[503],
    },
  });
}

/** What shops put on their pages. */
function describePageRoutes(registry: ApiApp["openAPIRegistry"]): void {
  registry.registerPath({
    method: "get",
    path: "/c.gif",
    summary: "Report an order from a page, for comparison",
    request: {
      query: z.object({
        program: programIdSchema,
        order: opaqueIdSchema,
        amount: z.string().regex(/^\d{1,13}$/),
        currency: currencySchema,
        tby: z.string().optional(),
      }),
    },
    responses: { 200: { description: "A transparent 1x1 GIF, whatever the input", ...text("image/gif") } },
  });
  registry.registerPath({
    method: "get",
    path: "/t.js",
    summary: "The browser SDK",
    responses: {
      200: { description: "The script", ...text("text/javascript") },
      304: { description: "The browser holds it" },
    },
  });
  registry.registerPath({
    method: "post",
    path: "/e",
    summary: "The browser SDK's beacon: page views, reported orders, proved identities, first-party sessions",
    request: { body: body(beaconSchema) },
    responses: {
      200: json(sessionSchema, "To a session of the page's own origin on its own zone: its tokens"),
      204: { description: "Whatever else is well formed" },
      400: REFUSALS[400],
      413: REFUSALS[413],
      422: REFUSALS[422],
      503: REFUSALS[503],
    },
  });
}
