/** Mistakes in what checkouts tell, and in ids that lead to each other. */
import type { Mutant } from "../mutant.ts";

const LINKS_TEST = "test/property/order-links.test.ts";
const STRIPE_TEST = "test/unit/worker/sources/stripe.test.ts";
const VERIFY_TEST = "test/unit/worker/sources/stripe-verify.test.ts";
const WECHATPAY_TEST = "test/unit/worker/sources/wechatpay.test.ts";
const WECHATPAY_VERIFY_TEST = "test/unit/worker/sources/wechatpay-verify.test.ts";
const CUSTOM_TEST = "test/unit/worker/sources/custom.test.ts";
const CUSTOM_VERIFY_TEST = "test/unit/worker/sources/custom-verify.test.ts";
const BENT_TEST = "test/unit/worker/sources/bent-bodies.test.ts";
const CONTRADICTIONS_TEST = "test/unit/worker/sources/contradictions.test.ts";
const REFUNDS_TEST = "test/unit/worker/sources/stripe-refunds.test.ts";

const SHOPIFY_TEST = "test/unit/worker/sources/shopify.test.ts";
const SHOPIFY_REFUNDS_TEST = "test/unit/worker/sources/shopify-refunds.test.ts";
const SHOPIFY_VERIFY_TEST = "test/unit/worker/sources/shopify-verify.test.ts";
const WOOCOMMERCE_TEST = "test/unit/worker/sources/woocommerce.test.ts";
const TOTALS_TEST = "test/unit/domain/order/refunds.test.ts";

export const SOURCES: readonly Mutant[] = [
  {
    name: "of totals that may fall the first counts",
    file: "domain/order/refunds.ts",
    replaces: "a.occurredAtMs - b.occurredAtMs ||",
    by: "b.occurredAtMs - a.occurredAtMs ||",
    foundBy: [TOTALS_TEST],
  },
  {
    name: "parts before a total that may fall add to it",
    file: "domain/order/refunds.ts",
    replaces: "occurredAtMs > latest.occurredAtMs",
    by: "occurredAtMs >= 0",
    foundBy: [TOTALS_TEST],
  },
  {
    name: "a signature that begins right holds",
    file: "worker/sources/base64-hmac.ts",
    replaces: "if (signature === null || !OF_SHA256.test(signature))",
    by: "if (signature === null)",
    foundBy: [SHOPIFY_VERIFY_TEST],
  },
  {
    name: "half a minor unit is cut",
    file: "worker/sources/decimal-money.ts",
    replaces: `>= "5" ? 1 : 0`,
    by: `>= "9" ? 1 : 0`,
    foundBy: [WOOCOMMERCE_TEST],
  },
  {
    name: "tax within prices is taken as sold",
    file: "worker/sources/shopify/lines.ts",
    replaces: "net: Math.max(0, value - tax), gross: value }",
    by: "net: value, gross: value }",
    foundBy: [SHOPIFY_TEST],
  },
  {
    name: "a line that a refund took off is taken off twice",
    file: "worker/sources/shopify/lines.ts",
    replaces: "- (refunded.get(line.id) ?? 0);",
    by: ";",
    foundBy: [SHOPIFY_TEST],
  },
  {
    name: "money that did not move was given back",
    file: "worker/sources/shopify/refunds.ts",
    replaces: `new Set(["failure", "error", "cancelled"])`,
    by: "new Set<string>()",
    foundBy: [SHOPIFY_REFUNDS_TEST],
  },
  {
    name: "shipping that is refunded is goods",
    file: "worker/sources/shopify/refunds.ts",
    replaces: `amountBase === "total" ? shippingOf(refund, currency) : 0`,
    by: "shippingOf(refund, currency)",
    foundBy: [SHOPIFY_REFUNDS_TEST],
  },
  {
    name: "orders of WooCommerce that were never paid are called off",
    file: "worker/sources/woocommerce/orders.ts",
    replaces: "!wasPaid || ",
    by: "",
    foundBy: [WOOCOMMERCE_TEST],
  },
  {
    name: "what waited under an id that leads on is left there",
    file: "durable-objects/commission-ledger/links/link-desk.ts",
    replaces: "if (events.length > 0) this.#tell(target, events, effects, nowMs);",
    by: "",
    foundBy: [LINKS_TEST],
  },
  {
    name: "an order is decided under an id that leads on",
    file: "durable-objects/commission-ledger/order-desk.ts",
    replaces: `if (link !== null) return { status: "linked", linkedTo: link.to };`,
    by: "",
    foundBy: [LINKS_TEST],
  },
  {
    name: "of two orders of one payment each stays",
    file: "durable-objects/commission-ledger/links/link-desk.ts",
    replaces: "toReceivedAtMs === null ||",
    by: "true ||",
    foundBy: [LINKS_TEST],
  },
  {
    name: "a link that only a standing order made ends the walk",
    file: "worker/orders/links/walk-links.ts",
    replaces: "(from === id && answer.isGiven)",
    by: "from === id",
    foundBy: [LINKS_TEST],
  },
  {
    name: "a signature of Stripe is good for ever",
    file: "worker/sources/stripe/verify.ts",
    replaces: "<= TOLERANCE_SECONDS",
    by: ">= 0",
    foundBy: [VERIFY_TEST],
  },
  {
    name: "only the newest secret of Stripe holds",
    file: "worker/sources/stripe/verify.ts",
    replaces: "const holds = secrets.map(",
    by: "const holds = secrets.slice(0, 1).map(",
    foundBy: [VERIFY_TEST],
  },
  {
    name: "Stripe's krona has no decimals",
    file: "worker/sources/stripe/money.ts",
    replaces: "ISK: 100, ",
    by: "",
    foundBy: [STRIPE_TEST],
  },
  {
    name: "tax of the shipping is taken off twice",
    file: "worker/sources/stripe/money.ts",
    replaces: "return total - tax - (shipping - shippingTax);",
    by: "return total - tax - shipping;",
    foundBy: [STRIPE_TEST],
  },
  {
    name: "an unpaid session is an order",
    file: "worker/sources/stripe/orders.ts",
    replaces: `if (mode === "setup" || status === "unpaid") return [WITHOUT_USE];`,
    by: `if (mode === "setup") return [WITHOUT_USE];`,
    foundBy: ["test/integration/sources/stripe-webhooks.test.ts"],
  },
  {
    name: "any text in the reference is a token",
    file: "worker/sources/token-shaped.ts",
    replaces: "if (!BASE64URL.test(short)) return false;",
    by: "return true;",
    foundBy: [STRIPE_TEST],
  },
  {
    name: "a refund within a credit note counts again",
    file: "worker/sources/stripe/refunds.ts",
    replaces: ": amount - refunded;",
    by: ": amount;",
    foundBy: [REFUNDS_TEST],
  },
  {
    name: "a refund that failed still counts",
    file: "worker/sources/stripe/refunds.ts",
    replaces: `const UNDONE = new Set(["failed", "canceled"]);`,
    by: "const UNDONE = new Set<string>();",
    foundBy: [REFUNDS_TEST],
  },
  {
    name: "any key of WeChat Pay signs for every serial",
    file: "worker/wechat/pay/verify.ts",
    replaces: ".filter((signer) => sameSerial(signer.serial, serial));",
    by: ";",
    foundBy: [WECHATPAY_VERIFY_TEST],
  },
  {
    name: "the tag of what WeChat Pay encloses is not of its associated data",
    file: "worker/wechat/pay/decrypt.ts",
    replaces: "decipher.setAAD(Buffer.from(associated));",
    by: "",
    foundBy: [WECHATPAY_VERIFY_TEST],
  },
  {
    name: "only the newest APIv3 key decrypts",
    file: "worker/wechat/pay/open-resource.ts",
    replaces: "of secrets)",
    by: "of secrets.slice(0, 1))",
    foundBy: [WECHATPAY_TEST],
  },
  {
    name: "a refund of WeChat Pay that was closed stays",
    file: "worker/sources/wechatpay/translate.ts",
    replaces: `["REFUND.CLOSED", telling(endedRefundSchema, fromEndedRefund("closed"))],`,
    by: "",
    foundBy: [WECHATPAY_TEST],
  },
  {
    name: "the time of a custom signature is not looked at",
    file: "worker/sources/custom/verify.ts",
    replaces: "if (signature.timestampHeader === undefined) return true;",
    by: "return true;",
    foundBy: [CUSTOM_VERIFY_TEST],
  },
  {
    name: "a secret signs by what can be read of it",
    file: "worker/sources/custom/verify.ts",
    replaces: "const bytes = decoded(secret, encoding);",
    by: "const bytes = Buffer.from(secret, encoding);",
    foundBy: [CUSTOM_VERIFY_TEST],
  },
  {
    name: "a credit of a customer takes nothing back",
    file: "worker/sources/stripe/proration.ts",
    replaces: "if (total >= 0) return [];",
    by: "return [];",
    foundBy: [REFUNDS_TEST],
  },
  {
    name: "an event may be about an order that the API could not name",
    file: "worker/sources/translate-webhook.ts",
    replaces: "return orderId.success ? { ...message, orderId: orderId.data } : ORDER_UNREADABLE;",
    by: "return message;",
    foundBy: [BENT_TEST],
  },
  {
    name: "a decimal beyond all bounds is taken as it is",
    file: "worker/sources/decimal-money.ts",
    replaces: `return bounded(sign === "-" && minor > 0 ? -minor : minor);`,
    by: `return sign === "-" && minor > 0 ? -minor : minor;`,
    foundBy: [BENT_TEST],
  },
  {
    name: "one place may hold a token and a customer",
    file: "worker/sources/contradictions.ts",
    replaces: "if (first[1] !== second[1]) return [];",
    by: "return [];",
    foundBy: [CONTRADICTIONS_TEST],
  },
  {
    name: "an expression may read the whole body from within a part",
    file: "worker/sources/custom/expressions.ts",
    replaces: `if (NOT_TAKEN.has(node.type)) return "$ and let are not taken";`,
    by: "",
    foundBy: [CUSTOM_TEST],
  },
  {
    name: "an expression makes as many copies of a body as it likes",
    file: "worker/sources/custom/expressions.ts",
    replaces: "extent.copies > MOST_COPIES",
    by: "extent.copies > Infinity",
    foundBy: [CUSTOM_TEST],
  },
];
