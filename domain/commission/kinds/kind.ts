/** What a kind of commission rule is: what it pays, why in words, and what bounds it. Pure, and the same for all kinds. */
import type { Said } from "../../kernel/language.ts";
import type { AmountMinor } from "../../kernel/money.ts";
import type { PromoterSales } from "../promoter-sales.ts";

/** What is sold in a line, as one credited promoter's share of it. */
export interface SoldShare {
  /** The credited promoter's share of the item's amount. */
  readonly base: AmountMinor;
  /** Units of the item sold; an order without items is one unit. */
  readonly quantity: number;
  /** The credited promoter's share of an amount that belongs to the whole item. */
  readonly shareOf: (whole: AmountMinor) => AmountMinor;
  /** Sales of the promoter who is paid. */
  readonly sales: PromoterSales;
}

/** What a rule gives one promoter for one item at one level, before the cap. */
export interface LineAmount {
  readonly amount: AmountMinor;
  readonly rateBps?: number;
}

/** The numbers that a line was made of, and the same as a sentence. */
export interface Arithmetic {
  /** The promoter's own sales before the order, for a rule that goes by them. */
  readonly sales?: AmountMinor;
  /** The credited promoter's parts of amounts of the whole item: the bonus or fixed amount, bounds. */
  readonly shares: { readonly amount?: AmountMinor; readonly min?: AmountMinor; readonly max?: AmountMinor };
  readonly text: Said;
}

/** What is wrong with terms of a good shape. */
export interface TermsFault {
  /** Path within the level. */
  readonly path: string;
  readonly message: string;
}

/** @typeParam Terms what a rule of this kind says beside its level and kind. */
export interface Kind<Terms> {
  /** What it pays, for people who choose one. */
  readonly means: string;
  readonly lineAmount: (terms: Terms, sold: SoldShare) => LineAmount;
  /** @param line what the order was paid by these terms. */
  readonly arithmetic: (terms: Terms, sold: SoldShare, line: LineAmount) => Arithmetic;
  /** The greatest part of an item that it can pay, in basis points. Amounts in money count as 0: the cap cuts those of items. */
  readonly highestRateBps: (terms: Terms) => number;
  /** The first contradiction within the terms: nobody could say which of two numbers holds. */
  readonly faultIn: (terms: Terms) => TermsFault | undefined;
  /** Whether it pays once for the whole order, outside of the cap, however many items it was chosen for. Absent: never. */
  readonly isOnceAnOrder?: (terms: Terms) => boolean;
}
