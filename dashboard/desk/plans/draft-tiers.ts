/** Tiers while they are edited: what is typed, until they are tiers of the API. */
import type { components } from "../../../sdk/node/api.d.ts";
import { amountField, amountOf } from "../../common/money.ts";

type Tier = components["schemas"]["Tiers"]["tiers"][number];

export interface DraftTier {
  /** Tells tiers apart while their names are typed. */
  readonly key: number;
  readonly name: string;
  /** An amount of own sales, as it is typed. */
  readonly fromSales: string;
}

export function draftTiers(tiers: readonly Tier[], currency: string): DraftTier[] {
  return tiers.map(({ name, fromSales }, key) => ({
    key,
    name,
    fromSales: amountField(fromSales, currency),
  }));
}

/** One more above those that there are. */
export function withNewTier(drafts: readonly DraftTier[]): DraftTier[] {
  const key = Math.max(-1, ...drafts.map((draft) => draft.key)) + 1;
  return [...drafts, { key, name: "", fromSales: drafts.length === 0 ? "0" : "" }];
}

/** What is typed, as tiers; null while an amount is none, or less than that of the tier below. */
export function tiersOf(drafts: readonly DraftTier[], currency: string): Tier[] | null {
  const tiers: Tier[] = [];
  for (const [place, { name, fromSales }] of drafts.entries()) {
    const amount = amountOf(fromSales, currency);
    const below = tiers[tiers.length - 1]?.fromSales ?? 0;
    if (amount === null || (place === 0 ? amount !== 0 : amount <= below)) return null;
    tiers.push({ name: name.trim(), fromSales: amount });
  }
  return tiers.length === 0 ? null : tiers;
}
