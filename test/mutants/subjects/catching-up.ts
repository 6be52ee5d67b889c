/** Mistakes in catching up with what vendors list, in what a page reports, and in what checkouts tell and sign. */
import type { Mutant } from "../mutant.ts";

const ASK_TEST = "test/unit/worker/sources/catch-up/ask-vendor.test.ts";
const CUT_TEST = "test/unit/worker/sources/catch-up/cut-pages.test.ts";
const LISTS_TEST = "test/unit/worker/sources/catch-up/lists.test.ts";
const HOSTILE_TEST = "test/integration/sources/hostile-vendors.test.ts";
const UNDER_WAY_TEST = "test/integration/sources/runs-under-way.test.ts";
const REPORTED_TEST = "test/integration/clicks/reported-conversions.test.ts";
const PIXEL_TEST = "test/integration/edge/conversion-pixel.test.ts";
const WOOCOMMERCE_TEST = "test/unit/worker/sources/woocommerce.test.ts";
const SHOPIFY_TEST = "test/unit/worker/sources/shopify.test.ts";
const SAME_ID_TEST = "test/integration/sources/same-id.test.ts";

export const CATCHING_UP: readonly Mutant[] = [
  {
    name: "catching up waits in the queue of all other work",
    file: "worker/sources/catch-up/catch-up.ts",
    replaces: "await env.CATCH_UPS.send(",
    by: "await env.JOBS.send(",
    foundBy: [HOSTILE_TEST],
  },
  {
    name: "a vendor may take as long as it likes",
    file: "worker/sources/catch-up/ask-vendor.ts",
    replaces: "return await Promise.race([asked, late(signal)]);",
    by: "void late; return await asked;",
    foundBy: [ASK_TEST],
  },
  {
    name: "a vendor's word is shown though it is of the key",
    file: "worker/sources/catch-up/ask-vendor.ts",
    replaces: "secrets.some((secret) => secret.includes(said))",
    by: "secrets.length < 0",
    foundBy: [ASK_TEST],
  },
  {
    name: "a page that comes under every number is read for ever",
    file: "worker/sources/catch-up/catch-up.ts",
    replaces: "isItself || isBefore",
    by: "isItself",
    foundBy: [HOSTILE_TEST],
  },
  {
    name: "a step is left out where a page was cut",
    file: "worker/sources/shopify/list-orders.ts",
    replaces: "? done.steps : 0",
    by: "? done.steps + 1 : 0",
    foundBy: [CUT_TEST],
  },
  {
    name: "a row is left out where a bill was cut",
    file: "worker/sources/wechatpay/list-trades.ts",
    replaces: "next: { day, row: next }",
    by: "next: { day, row: next + 1 }",
    foundBy: [CUT_TEST],
  },
  {
    name: "smaller pages begin one too far",
    file: "worker/sources/woocommerce/list-orders.ts",
    replaces: "/ size + 1, size }",
    by: "/ size + 2, size }",
    foundBy: [CUT_TEST],
  },
  {
    name: "a second without an end is read for ever",
    file: "worker/sources/stripe/list-events.ts",
    replaces: "pages: pages + 1",
    by: "pages",
    foundBy: [LISTS_TEST],
  },
  {
    name: "a body is kept however large it is",
    file: "worker/sources/catch-up/kept-body.ts",
    replaces: "bytes.length <= MOST_BYTES",
    by: "bytes.length >= 0",
    foundBy: [HOSTILE_TEST],
  },
  {
    name: "a program that is put back is caught up with",
    file: "worker/sources/catch-up/catch-up.ts",
    replaces: "if (program.fencedAtMs !== null) {",
    by: "if (program.fencedAtMs === 0) {",
    foundBy: [UNDER_WAY_TEST],
  },
  {
    name: "a reported order is known for ever",
    file: "worker/clicks/reported-conversions.tables.ts",
    replaces: "AND known.at_ms > ${since})",
    by: "AND known.at_ms > ${since - since})",
    foundBy: [REPORTED_TEST],
  },
  {
    name: "an order that two visitors report counts once",
    file: "worker/edge/reported-conversion.ts",
    replaces: `const text = \`\${visitor ?? ""}\\n\${orderId}\`;`,
    by: "void visitor; const text = orderId;",
    foundBy: [PIXEL_TEST],
  },
  {
    name: "the time of a change of WooCommerce's is that of the order",
    file: "worker/sources/woocommerce/orders.ts",
    replaces:
      "const { id, date_modified_gmt: occurredAt } = order;\n  const event = {\n    eventId: `woocommerce:worth:",
    by: "const { id, date_created_gmt: occurredAt } = order;\n  const event = {\n    eventId: `woocommerce:worth:",
    foundBy: [WOOCOMMERCE_TEST],
  },
  {
    name: "how a dispute of Shopify ends is not told",
    file: "worker/sources/shopify/translate.ts",
    replaces: `["disputes/update", ofDispute],`,
    by: "",
    foundBy: [SHOPIFY_TEST],
  },
  {
    name: "another vendor's order under the same id is a telling of this one",
    file: "worker/orders/links/tellings.ts",
    replaces: "if (vendorOf(before) !== vendorOf(telling)) return true;",
    by: "void vendorOf;",
    foundBy: [SAME_ID_TEST],
  },
  {
    name: "whatever has no signature is WooCommerce's sign of life",
    file: "worker/sources/woocommerce/verify.ts",
    replaces: "if (signature === null && isPing(body))",
    by: "if (signature === null && (isPing(body) || body.length > 0))",
    foundBy: ["test/integration/sources/woocommerce-webhooks.test.ts"],
  },
];
