/** Describes the routes that browsers ask without credentials. They are served by the edge. */
import type { ApiApp } from "../access/api-env.ts";
import { describeRoute } from "../access/route.ts";
import { beaconSchema, sessionSchema } from "../edge/beacon/beacon.shapes.ts";
import {
  appClickSchema,
  cardSchema,
  conversionPixelQuery,
  pixelQuery,
  shareLinkParams,
} from "../edge/edge.shapes.ts";
import { body, json, text } from "../http/route-parts.ts";

const GIF = text("image/gif", "A transparent 1x1 GIF, whatever the input");

const ROUTES = [
  {
    method: "get",
    path: "/s/{slug}",
    operationId: "followShareLink",
    tag: "Share hosts",
    summary: "Follow a share link",
    description:
      "Leads to the destination with a click token, which the landing page hands to the shop. Bots are led there without " +
      "one, and so are the crawlers of messengers where the link has no preview. An app or a mini program asks with " +
      "`Accept: application/json` and without `Sec-Fetch-Mode`, and is told token and destination, or a problem.",
    access: ["public"],
    request: { params: shareLinkParams },
    responses: {
      200: {
        description: "To a link-preview crawler a page with Open Graph tags; to an app token and destination",
        content: {
          "text/html": { schema: cardSchema },
          "application/json": { schema: appClickSchema },
        },
      },
      302: {
        description:
          "To the destination, with the click token as `tby`; of a link that has ended to its `expiredUrl`, without one",
      },
      404: text("text/html", "Unknown slug, or a destination that the program no longer allows"),
      410: text("text/html", "Expired or disabled link"),
      503: text(
        "text/html",
        "Not available at the moment; see Retry-After. Also to a browser that loads the link ahead of a tap",
      ),
    },
  },
  {
    method: "get",
    path: "/p.gif",
    operationId: "recordImpression",
    tag: "Share hosts",
    summary: "Record an impression",
    description: "The header `Tributary-Status` says what became of it.",
    access: ["public"],
    request: { query: pixelQuery },
    responses: { 200: GIF },
  },
  {
    method: "get",
    path: "/c.gif",
    operationId: "reportConversion",
    tag: "Share hosts",
    summary: "Report an order from a page, for comparison",
    description:
      "Anyone can report anything: it is counted, once an order and visitor for 30 days, and is no evidence of an order. Where the program accepts it as an order under review, what the API or a signed webhook reports of the same id takes its place.",
    access: ["public"],
    request: { query: conversionPixelQuery },
    responses: { 200: GIF },
  },
  {
    method: "get",
    path: "/t.js",
    operationId: "readSdk",
    tag: "Share hosts",
    summary: "The browser SDK",
    access: ["public"],
    responses: {
      200: text("text/javascript", "The script"),
      304: { description: "The browser holds it" },
    },
  },
  {
    method: "get",
    path: "/t-wechat.js",
    operationId: "readWechatSdk",
    tag: "Share hosts",
    summary: "The script that draws share cards in WeChat: `tributary.wechat.share`",
    access: ["public"],
    responses: {
      200: text("text/javascript", "The script"),
      304: { description: "The browser holds it" },
    },
  },
  {
    method: "post",
    path: "/e",
    operationId: "sendBeacon",
    tag: "Share hosts",
    summary: "The SDK's beacon: page views, reported orders, proved identities, first-party sessions",
    access: ["public"],
    request: { body: body(beaconSchema) },
    responses: {
      200: json(sessionSchema, "To a session of the page's own origin on its own zone: its tokens"),
      204: { description: "Whatever else is well formed" },
    },
  },
] as const satisfies readonly Parameters<typeof describeRoute>[0][];

export function describePublicRoutes({ openAPIRegistry }: ApiApp): void {
  for (const route of ROUTES) openAPIRegistry.registerPath(describeRoute(route));
}
