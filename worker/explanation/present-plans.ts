/** Presents the arithmetic of an order's commissions: items, rules, levels, lines, cap, and what was kept. */
import type { PassedOverRule } from "../../domain/commission/choose-rule.ts";
import type { RuleSet } from "../../domain/commission/rule.ts";
import { type ExplainedLine, explainLines } from "../../domain/explanation/arithmetic.ts";
import { type RuledItem, ruledItems } from "../../domain/explanation/rule-choice.ts";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { paidOnce } from "../../domain/commission/paid-lines.ts";
import { type Fraction, remainingPart } from "../../domain/commission/remaining.ts";
import { soldLines } from "../../domain/order/sold-lines.ts";
import type { Language, Said } from "../../domain/kernel/language.ts";
import { BPS_SCALE, plus, sumOf } from "../../domain/kernel/money.ts";
import type { CommissionView, OrderView } from "../../domain/settlement/order-view.ts";
import { instantOf } from "../http/instants.ts";
import type { WireExplanation } from "./explanation.shapes.ts";

type WirePlans = WireExplanation["commission"];

export function presentPlans(view: OrderView, rules: RuleSet, language: Language): WirePlans {
  const { decision } = view;
  const { items: _items, ...bare } = view.order;
  const order = { ...bare, ...view.goods };
  const { terms, levels } = decision;
  const ruled = ruledItems(order, decision, rules);
  const { choices, placeOf } = distinctChoices(ruled);
  const byItem = Map.groupBy(ruled, ({ item }) => item);
  return {
    campaignId: decision.campaignId ?? null,
    customerIsNew: terms.customerIsNew,
    customerSince: terms.customerSinceMs === undefined ? null : instantOf(terms.customerSinceMs),
    policy: { ...terms.commission },
    choices,
    items: soldLines(order).map((sold, item) => ({
      ...sold,
      shares: (byItem.get(item) ?? []).map((candidate) => ({
        creditedPromoterId: promoterIdOf(candidate.creditedPromoter),
        base: candidate.base,
        choice: placeOf(candidate),
      })),
    })),
    uplines: levels.map(({ creditedPromoter, promoter, level, tier, outcome, sales }) => ({
      creditedPromoterId: promoterIdOf(creditedPromoter),
      level,
      promoterId: promoterIdOf(promoter),
      tier,
      outcome,
      ...(sales === undefined ? {} : { sales: { ...sales } }),
    })),
    commissions: view.commissions.map((commission) => presentCommission(view, commission, ruled, language)),
    cap: presentCap(view),
  };
}

/** Items that were ruled alike share one choice. */
function distinctChoices(ruled: readonly RuledItem[]) {
  const places = new Map<RuledItem["passedOver"], number>();
  const choices: WirePlans["choices"] = [];
  for (const { passedOver, sold, tier, rule } of ruled) {
    if (places.has(passedOver)) continue;
    places.set(passedOver, choices.length);
    const { productId, categoryId } = sold;
    choices.push({
      ...(productId === undefined ? {} : { productId }),
      ...(categoryId === undefined ? {} : { categoryId }),
      tier,
      ruleId: rule?.id ?? null,
      levels: (rule?.levels ?? []).map((level) => ({ ...level })),
      passedOver: passedOver.map((other): PassedOverRule => ({ ...other })),
    });
  }
  return { choices, placeOf: ({ passedOver }: RuledItem) => places.get(passedOver) ?? 0 };
}

function presentCommission(
  view: OrderView,
  commission: CommissionView,
  ruled: readonly RuledItem[],
  language: Language,
): WirePlans["commissions"][number] {
  const { decision } = view;
  const { promoter, creditedPromoter, level, amount, cut, unrestored, kept } = commission;
  const sales = decision.levels.find((at) => at.promoter === promoter && at.sales !== undefined)?.sales;
  const blocked = decision.risk.verdict === "block" ? BLOCKED[language] : "";
  const { credits } = decision.attribution;
  const creditWeightBps = credits[commission.credit]?.weightBps ?? 0;
  return {
    id: commission.id,
    promoterId: promoterIdOf(promoter),
    creditedPromoterId: promoterIdOf(creditedPromoter),
    credit: commission.credit,
    level,
    creditWeightBps,
    lines: explainLines(commission, { credits, ruled, orderAmount: view.goods.amount, sales }).map(
      (line) => ({
        ...presentLine(line, language),
        baseText: baseText(line, creditWeightBps, language),
      }),
    ),
    beforeCap: plus(amount, cut),
    cut,
    amount,
    unrestored,
    kept,
    keptText: `${keptText(view, commission)} = ${kept}${blocked}`,
    state: commission.state,
  };
}

/** What is left of a commission. Where events named lines, the part that these and the rest of the order leave. */
function keptText({ goods, worth, appliedWorth }: OrderView, commission: CommissionView): string {
  const { amount, unrestored, lines } = commission;
  const restorable = unrestored === 0 ? `${amount}` : `(${amount} - ${unrestored})`;
  const applied = appliedWorth.amendment === worth.amendment ? appliedWorth : worth;
  if (goods.amount === 0) return applied.isNothing === true ? "0" : restorable;
  if (applied.named === undefined) {
    return `ceil(${restorable} x (${goods.amount} - ${applied.reversed}) / ${goods.amount})`;
  }
  const part = reduced(remainingPart(lines, goods, applied));
  return `ceil(${restorable} x ${part.of} / ${part.in})`;
}

function reduced(part: Fraction): Fraction {
  let [a, b] = [part.of, part.in];
  while (b > 0n) [a, b] = [b, a % b];
  return a === 0n ? part : { of: part.of / a, in: part.in / a };
}

const BLOCKED: Said = { en: ", nothing of a blocked order", zh: "，被拦截的订单不支付" };

/** How an item's amount became the base. The base alone would not say of which part of the order it is. */
function baseText({ line, sold }: ExplainedLine, weightBps: number, language: Language): string {
  const { amount } = sold;
  if (weightBps === BPS_SCALE) return { en: `the whole ${amount}`, zh: `全部 ${amount}` }[language];
  const part = `${amount} x ${weightBps} / ${BPS_SCALE}`;
  return {
    en: `${part}, rounded by largest remainder, = ${line.base}`,
    zh: `${part}，按最大余数取整 = ${line.base}`,
  }[language];
}

function presentLine({ line, ruled, sold, level, sales, shares, text }: ExplainedLine, language: Language) {
  const { productId, rateBps, per } = line;
  return {
    item: per === undefined ? ruled.item : null,
    ...(productId === undefined ? {} : { productId }),
    ruleId: line.ruleId,
    ruleVersion: line.ruleVersion,
    ...(per === undefined ? {} : { per }),
    base: line.base,
    quantity: sold.quantity,
    rule: { ...level },
    ...(rateBps === undefined ? {} : { rateBps }),
    ...(sales === undefined ? {} : { sales }),
    shares: { ...shares },
    amount: line.amount,
    text: text[language],
  };
}

function presentCap({ decision: { budget }, commissions, capAmount }: OrderView): WirePlans["cap"] {
  return {
    capAmount,
    paidOnce: sumOf(commissions.map(({ lines }) => paidOnce(lines))),
    budgetGranted: budget === undefined || budget.wanted === 0 ? null : budget.granted,
    total: sumOf(commissions.map(({ amount, cut }) => plus(amount, cut))),
    excess: sumOf(commissions.map(({ cut }) => cut)),
  };
}
