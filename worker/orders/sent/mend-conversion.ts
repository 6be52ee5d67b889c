/**
 * Takes out of a webhook's conversion what only adds and cannot be read. The checkout has sold the order, and would not send
 * it in another way. So the field is lost with its name noted, and the order is not.
 */
import { LIMITS } from "../../../domain/kernel/limits.ts";
import type { AddingField } from "../../../domain/order/order.ts";
import { sentTokens } from "../../../domain/tracking/sent-tokens.ts";
import { idsAsTexts, isSent, type Sent } from "./as-sent.ts";
import { mendedItems, sumOfItems } from "./mend-items.ts";

const METADATA_CHARACTERS = 500;
const METADATA_MEMBERS = 50;

type ReadsField = (
  name:
    | "clickToken"
    | "clickTokens"
    | "couponCode"
    | "customerId"
    | "campaignId"
    | "items"
    | "metadata"
    | "hashes",
  value: unknown,
) => boolean;

export interface Mended {
  readonly body: unknown;
  readonly unreadable: readonly AddingField[];
}

/**
 * The body with each field that only adds either readable or gone.
 *
 * @param reads whether a value can be read as the field.
 */
export function mended(body: unknown, reads: ReadsField): Mended {
  if (!isSent(body)) return { body, unreadable: [] };
  const ids = idsAsTexts(body, ["orderId", "customerId", "couponCode", "campaignId"]);
  const members: Record<string, unknown> = { ...body, ...ids };
  const unreadable = new Set<AddingField>();
  mendTokens(members, unreadable);
  if (Array.isArray(members["items"])) mendItems(members, unreadable, reads);
  if (isSent(members["metadata"])) mendMetadata(members, unreadable, reads);
  for (const name of ["couponCode", "customerId", "campaignId", "items", "metadata", "hashes"] as const) {
    if (members[name] === undefined || reads(name, members[name])) continue;
    delete members[name];
    unreadable.add(name);
  }
  return { body: members, unreadable: [...unreadable] };
}

/** The newest tokens that fit; what is no text is gone. */
function mendTokens(members: Record<string, unknown>, unreadable: Set<AddingField>): void {
  const { clickToken, clickTokens } = members;
  const sent = [clickToken, ...(Array.isArray(clickTokens) ? clickTokens : [clickTokens])];
  const present = sent.filter((one) => one !== undefined);
  if (present.length === 0) return;
  const texts = present.filter((one): one is string => typeof one === "string");
  const tokens = sentTokens(texts.map((text) => text.slice(0, 8_192)));
  if (texts.length < present.length || tokens.length > LIMITS.tokensPerOrder) unreadable.add("clickTokens");
  delete members["clickToken"];
  members["clickTokens"] = tokens.slice(-LIMITS.tokensPerOrder);
}

/** Items of which a member other than the category cannot be read are lost together. */
function mendItems(members: Record<string, unknown>, unreadable: Set<AddingField>, reads: ReadsField): void {
  const { amount, items } = members as { amount: unknown; items: readonly unknown[] };
  const { items: read, isOfLostCategory } = mendedItems(items, (some) => reads("items", some));
  if (isOfLostCategory) unreadable.add("categories");
  members["items"] = read;
  if (reads("items", read) && sumOfItems(read) === amount) return;
  delete members["items"];
  unreadable.add("items");
}

/** Long texts are cut. Members that cannot be read, and those beyond the bound, are gone. */
function mendMetadata(
  members: Record<string, unknown>,
  unreadable: Set<AddingField>,
  reads: ReadsField,
): void {
  const sent = Object.entries(members["metadata"] as Sent);
  const kept = sent.flatMap(([name, value]): [string, unknown][] => {
    const cut = typeof value === "string" ? value.slice(0, METADATA_CHARACTERS).toWellFormed() : value;
    if (cut !== value) unreadable.add("metadata");
    return reads("metadata", { [name]: cut }) ? [[name, cut]] : [];
  });
  if (kept.length < sent.length || kept.length > METADATA_MEMBERS) unreadable.add("metadata");
  members["metadata"] = Object.fromEntries(kept.slice(0, METADATA_MEMBERS));
}
