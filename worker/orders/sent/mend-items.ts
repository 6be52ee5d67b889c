/** Items of an order, or of an event of one, as shops spell them. */
import { idAsText, isSent } from "./as-sent.ts";

interface MendedItems {
  readonly items: readonly unknown[];
  /** Whether an item lost its category. */
  readonly isOfLostCategory: boolean;
}

/**
 * The items with numbers as ids spelled as texts. A category that cannot be read is lost alone; another member that cannot be
 * read stays, so that its item cannot.
 *
 * @param reads whether items can be read.
 */
export function mendedItems(
  items: readonly unknown[],
  reads: (items: readonly unknown[]) => boolean,
): MendedItems {
  let isOfLostCategory = false;
  const read = items.map((item): unknown => {
    if (!isSent(item)) return item;
    const { productId, categoryId: sent, ...rest } = item;
    const bare = { ...rest, productId: idAsText(productId) };
    if (sent === undefined) return bare;
    const categoryId = idAsText(sent);
    const isReadable = !reads([bare]) || reads([{ ...bare, categoryId }]);
    if (!isReadable) isOfLostCategory = true;
    return isReadable ? { ...bare, categoryId } : bare;
  });
  return { items: read, isOfLostCategory };
}

/** What the items sum to; no number where one of them says none. */
export function sumOfItems(items: readonly unknown[]): number {
  return items.reduce<number>((sum, item) => sum + Number(isSent(item) ? item["amount"] : Number.NaN), 0);
}
