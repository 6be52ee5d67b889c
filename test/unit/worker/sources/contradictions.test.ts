/** Settings that contradict each other are told with their place, and none of them is set. */
import { expect, test } from "vitest";
import type { WebhookSource } from "../../../../worker/configuration/webhook-sources.ts";
import { faultsOf } from "../../../../worker/http/faults.ts";
import { SOURCES } from "../../../../worker/sources/sources.ts";

/** The settings that are told as wrong. */
async function wrongIn(source: WebhookSource, settings: object): Promise<string[]> {
  const read = SOURCES[source].settingsSchema.safeParse(settings);
  const { faultsInSettings } = await SOURCES[source].load();
  const faults = read.success ? (faultsInSettings?.(read.data) ?? []) : faultsOf(read.error.issues, settings);
  return faults.map(({ path }) => path);
}

test.each<[WebhookSource, object, string[]]>([
  ["stripe", { customerMetadata: "tby" }, ["customerMetadata"]],
  ["stripe", { customerMetadata: "user", tokenMetadata: "ref" }, []],
  ["shopify", { customerAttribute: "ref", tokenAttribute: "ref" }, ["customerAttribute"]],
  ["shopify", { paidStatuses: [] }, ["paidStatuses"]],
  ["woocommerce", { customerMeta: "_tby" }, ["customerMeta"]],
  ["woocommerce", { customerMeta: "tby" }, ["customerMeta"]],
  ["woocommerce", { customerMeta: "tby", tokenMeta: "tby" }, ["customerMeta"]],
  ["woocommerce", { paidStatuses: ["processing", "failed"] }, ["calledOffStatuses[2]"]],
  ["woocommerce", { receivedStatuses: ["completed", "refunded"] }, ["calledOffStatuses[1]"]],
  ["woocommerce", { paidStatuses: [] }, ["paidStatuses"]],
  // As WooCommerce stores a status, and not as it tells it.
  ["woocommerce", { paidStatuses: ["wc-processing"] }, ["paidStatuses[0]"]],
  ["woocommerce", { paidStatuses: ["on-hold"], receivedStatuses: [], calledOffStatuses: [] }, []],
  [
    "custom",
    { signature: { header: "X-Sign", timestampHeader: "x-sign", signedText: "{timestamp}{body}" } },
    ["signature.timestampHeader"],
  ],
  ["custom", { signature: { timestampHeader: "x-time" } }, ["signature.signedText"]],
  ["custom", { signature: { signedText: "{timestamp}.{body}" } }, ["signature.signedText"]],
  ["custom", { fields: { orderId: null } }, ["fields.orderId"]],
  ["custom", { fields: { amount: null } }, ["fields.amount"]],
  ["custom", { fields: { amount: null }, values: { back: "order.cancelled" } }, []],
])("%s %j", async (source, settings, wrong) => {
  expect(await wrongIn(source, settings)).toEqual(wrong);
});
