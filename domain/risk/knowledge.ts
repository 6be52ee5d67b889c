/** What the owners of customers and promoters know beside an order that is decided: counts, figures and tags, and no names. */
import type { PromoterRef } from "../kernel/ids.ts";
import type { ContactKind } from "../order/order.ts";

/** The logarithms of what a promoter sold by orders of late. */
export interface AmountSpread {
  readonly orders: number;
  /** Of natural logarithms of amounts in minor units. */
  readonly median: number;
  /** Median of the distances from the median. */
  readonly deviation: number;
}

/** Of a promoter's newest orders by clicks, those whose click displaced another promoter just before the order. */
export interface Displacements {
  readonly orders: number;
  readonly displaced: number;
}

/** What is known of one promoter. */
export interface PromoterKnowledge {
  /** By the key of a touch: other customers who ordered with that click within the lookback. */
  readonly customersOfClick?: Readonly<Record<string, number>>;
  readonly amounts?: AmountSpread;
  readonly displacements?: Displacements;
  /** Hashes of this order that the promoter itself ordered with. */
  readonly ownContacts?: readonly ContactKind[];
  /** Hashes of this order that other customers ordered with, and how many. */
  readonly sharedContacts?: Readonly<Partial<Record<ContactKind, number>>>;
  /** Tag of the account that the promoter is paid to. */
  readonly payee?: string;
  /** Networks of the order's clicks that the promoter itself came from, by `networkOfDay`. */
  readonly networks?: readonly number[];
}

export interface RiskKnowledge {
  /** Browsers that the customer ordered from within the lookback, this order's among them. */
  readonly devices?: number;
  readonly promoters: ReadonlyMap<PromoterRef, PromoterKnowledge>;
}

export const NOTHING_KNOWN: RiskKnowledge = { promoters: new Map() };
