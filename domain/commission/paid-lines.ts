/** Which lines a commission has: one for each item whose rule pays the level, and one an order where a rule pays once. */
import { type AmountMinor, sumOf } from "../kernel/money.ts";
import type { SoldLine } from "../order/sold-lines.ts";
import type { CommissionLine } from "./commission.ts";
import { isOnceAnOrder, type LevelRule } from "./kinds/kinds.ts";
import type { CommissionRule } from "./rule.ts";

/** An item with the rule that was chosen for it. */
interface Ruled {
  readonly rule: CommissionRule | undefined;
}

/** What a line is made of. */
export interface PaidLine<Item> {
  /** Of what is paid once an order, the first item for which its rule was chosen. */
  readonly item: Item;
  readonly rule: CommissionRule;
  readonly level: LevelRule;
  readonly isOrder: boolean;
}

/** In the sequence of the items. A rule without the level gives nothing here, and nothing elsewhere for it. */
export function paidLines<Item extends Ruled>(level: number, ruled: readonly Item[]): PaidLine<Item>[] {
  const paid = new Set<string>();
  return ruled.flatMap((item): PaidLine<Item>[] => {
    const { rule } = item;
    const found = rule?.levels.find((candidate) => candidate.level === level);
    if (rule === undefined || found === undefined) return [];
    const isOrder = isOnceAnOrder(found);
    if (isOrder && paid.has(rule.id)) return [];
    if (isOrder) paid.add(rule.id);
    return [{ item, rule, level: found, isOrder }];
  });
}

/** What a line pays for: its item, or the whole order as one unit. */
export function soldAs(
  { isOrder }: Pick<PaidLine<unknown>, "isOrder">,
  item: SoldLine,
  orderAmount: AmountMinor,
): SoldLine {
  return isOrder ? { amount: orderAmount, quantity: 1 } : item;
}

/** What the lines pay once an order, which no cap cuts. */
export function paidOnce(lines: readonly CommissionLine[]): AmountMinor {
  return sumOf(lines.flatMap(({ per, amount }) => (per === "order" ? [amount] : [])));
}
