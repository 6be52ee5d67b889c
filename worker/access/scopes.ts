/** What a program's API key may reach: the one list of scopes, from which types, descriptions and guards are made. */
import { namesOf } from "../../domain/kernel/records.ts";

export const SCOPES_MEAN = {
  orders: "conversions, their events and bindings, and reads of orders",
  read: "every read but that of keys and of payout files",
  manage:
    "promoters and their tokens, links, coupons, campaigns, rules, tiers, settings, exports and erasures of personal data",
  payouts: "payees, payouts and their batches, adjustments, manual credit and moves of orders",
  keys: "API keys and the secrets of webhooks and of identify",
} as const;

export type Scope = keyof typeof SCOPES_MEAN;

export const SCOPES: readonly Scope[] = namesOf(SCOPES_MEAN);

/** What a key holds that was made without a word about it: what a checkout needs. */
export const DEFAULT_SCOPES: readonly Scope[] = ["orders", "read"];

/** The scopes of a stored key. A word of a later version of the code reaches nothing here. */
export function scopesOf(stored: string): ReadonlySet<Scope> {
  const words = new Set(stored.split(" "));
  return new Set(SCOPES.filter((scope) => words.has(scope)));
}

/** Scopes as they are stored: each once, in the sequence of the list. */
export function storedScopes(scopes: Iterable<Scope>): string {
  const given = new Set(scopes);
  return SCOPES.filter((scope) => given.has(scope)).join(" ");
}

/** Those of the wanted scopes that are not held. */
export function lackedScopes(held: ReadonlySet<Scope>, wanted: Iterable<Scope>): Scope[] {
  return [...wanted].filter((scope) => !held.has(scope));
}
