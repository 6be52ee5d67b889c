/** What of a payment commission is earned on: the same choice for every checkout that knows tax and shipping. */
import { words } from "../http/common.shapes.ts";

const AMOUNT_BASES = {
  net: "after discounts, without tax and shipping",
  with_tax: "after discounts with tax, without shipping",
  total: "all that was paid",
} as const;

export type AmountBase = keyof typeof AMOUNT_BASES;

export function amountBaseSchema() {
  return words("What commission is earned on", ["net", "with_tax", "total"], AMOUNT_BASES).default("net");
}
