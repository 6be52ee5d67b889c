/** Presents the arithmetic of an order's commissions: items, rules, levels, lines, cap, and what was kept. */
import type { PassedOverRule } from "../../domain/commission/choose-rule.ts";
import type { RuleSet } from "../../domain/commission/rule.ts";
import { type ExplainedLine, explainLines } from "../../domain/explanation/arithmetic.ts";
import { type RuledItem, ruledItems, soldItems } from "../../domain/explanation/rule-choice.ts";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import type { Language, Said } from "../../domain/kernel/language.ts";
import { BPS_SCALE, least, plus, sumOf } from "../../domain/kernel/money.ts";
import type { CommissionView, OrderView } from "../../domain/settlement/order-view.ts";
import type { WireExplanation } from "./explanation.shapes.ts";

type WirePlans = WireExplanation["commission"];

export function presentPlans(view: OrderView, rules: RuleSet, language: Language): WirePlans {
  const { order, decision } = view;
  const { terms, levels } = decision;
  const ruled = ruledItems(order, decision, rules);
  const { choices, placeOf } = distinctChoices(ruled);
  return {
    campaignId: decision.campaignId ?? null,
    customerIsNew: terms.customerIsNew,
    policy: { ...terms.commission },
    choices,
    items: soldItems(order).map((sold, item) => ({
      ...sold,
      shares: ruled
        .filter((candidate) => candidate.item === item)
        .map((candidate) => ({
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

/** Items that were ruled alike share one choice: an order of many items has few. */
function distinctChoices(ruled: readonly RuledItem[]) {
  const places = new Map<string, number>();
  const choices: WirePlans["choices"] = [];
  const keyOf = ({ sold, tier }: RuledItem) => JSON.stringify([sold.productId, sold.categoryId, tier]);
  for (const candidate of ruled) {
    const key = keyOf(candidate);
    if (places.has(key)) continue;
    places.set(key, choices.length);
    const { productId, categoryId } = candidate.sold;
    choices.push({
      ...(productId === undefined ? {} : { productId }),
      ...(categoryId === undefined ? {} : { categoryId }),
      tier: candidate.tier,
      ruleId: candidate.rule?.id ?? null,
      levels: (candidate.rule?.levels ?? []).map((level) => ({ ...level })),
      passedOver: candidate.passedOver.map((rule): PassedOverRule => ({ ...rule })),
    });
  }
  return { choices, placeOf: (candidate: RuledItem) => places.get(keyOf(candidate)) ?? 0 };
}

function presentCommission(
  { order, decision, appliedReversal }: OrderView,
  commission: CommissionView,
  ruled: readonly RuledItem[],
  language: Language,
): WirePlans["commissions"][number] {
  const { promoter, creditedPromoter, level, amount, cut, unrestored, kept } = commission;
  const restorable = unrestored === 0 ? `${amount}` : `(${amount} - ${unrestored})`;
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
    lines: explainLines(commission, credits, ruled, sales).map((line) => ({
      ...presentLine(line, language),
      baseText: baseText(line, creditWeightBps, language),
    })),
    beforeCap: plus(amount, cut),
    cut,
    amount,
    unrestored,
    kept,
    keptText: `ceil(${restorable} x (${order.amount} - ${appliedReversal}) / ${order.amount}) = ${kept}${blocked}`,
    state: commission.state,
  };
}

const BLOCKED: Said = { en: ", nothing of a blocked order", zh: "，被拦截的订单不支付" };

/** How an item's amount became the base. The base alone would not say of which part of the order it is. */
function baseText({ line, ruled }: ExplainedLine, weightBps: number, language: Language): string {
  const { amount } = ruled.sold;
  if (weightBps === BPS_SCALE) return { en: `the whole ${amount}`, zh: `全部 ${amount}` }[language];
  const part = `${amount} x ${weightBps} / ${BPS_SCALE}`;
  return {
    en: `${part}, rounded by largest remainder, = ${line.base}`,
    zh: `${part}，按最大余数取整 = ${line.base}`,
  }[language];
}

function presentLine({ line, ruled, level, sales, shares, text }: ExplainedLine, language: Language) {
  const { productId, rateBps } = line;
  return {
    item: ruled.item,
    ...(productId === undefined ? {} : { productId }),
    ruleId: line.ruleId,
    ruleVersion: line.ruleVersion,
    base: line.base,
    quantity: ruled.sold.quantity,
    rule: { ...level },
    ...(rateBps === undefined ? {} : { rateBps }),
    ...(sales === undefined ? {} : { sales }),
    shares: { ...shares },
    amount: line.amount,
    text: text[language],
  };
}

function presentCap({ decision }: OrderView): WirePlans["cap"] {
  const { commissions, capAmount, budget } = decision;
  const total = sumOf(commissions.map(({ amount, cut }) => plus(amount, cut)));
  const limit = budget === undefined ? capAmount : least(capAmount, budget.granted);
  return {
    capAmount,
    budgetGranted: budget?.granted ?? null,
    total,
    excess: Math.max(0, total - limit),
  };
}
