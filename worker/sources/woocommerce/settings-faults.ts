/** What is wrong with settings of a shop: statuses that mean two things, or a place that holds two. */
import type { Fault } from "../../http/problem.ts";
import { meansBoth, namedTwice } from "../contradictions.ts";
import { PLAIN_META, type WooCommerceSettings } from "./woocommerce.shapes.ts";

export function faultsInWooCommerce(settings: unknown): Fault[] {
  const { paidStatuses, receivedStatuses, calledOffStatuses, tokenMeta, customerMeta } =
    settings as WooCommerceSettings;
  const calledOff = ["calledOffStatuses", calledOffStatuses] as const;
  return [
    ...meansBoth(["paidStatuses", paidStatuses], calledOff),
    ...meansBoth(["receivedStatuses", receivedStatuses], calledOff),
    ...namedTwice(["tokenMeta", tokenMeta], ["customerMeta", customerMeta]),
    ...(tokenMeta === PLAIN_META
      ? []
      : namedTwice(["tokenMeta", PLAIN_META], ["customerMeta", customerMeta])),
  ];
}
