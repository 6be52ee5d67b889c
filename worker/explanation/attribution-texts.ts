/** Why an order was credited as it was, in words for people: a sentence for each basis, and what each verdict says. */
import type { Attribution, TouchVerdict } from "../../domain/attribution/attribution.ts";
import type { Language, Said } from "../../domain/kernel/language.ts";
import type { TouchKind } from "../../domain/attribution/touch.ts";

export function whyText({ basis, model, coupon, touches }: Attribution, language: Language): string {
  const counted = touches.filter(({ verdict }) => verdict === "counted").length;
  const code = coupon.code ?? "";
  const texts: Readonly<Record<Attribution["basis"], Said>> = {
    coupon: {
      en: `The coupon ${code} was sent with the order, and its promoter stood before what follows.`,
      zh: `订单使用了优惠码 ${code}，其推广员优先于其后的依据。`,
    },
    binding: {
      en: "The customer was bound to the promoter when the order occurred.",
      zh: "下单时该客户已绑定这位推广员。",
    },
    touch: {
      en:
        counted === 1
          ? `One touch counted, and by the model ${model} its promoter has the order.`
          : `The model ${model} shared the order among the promoters of the ${counted} touches that counted.`,
      zh: `有效触点共 ${counted} 个，订单按 ${model} 模型归于其推广员。`,
    },
    manual: {
      en: "Nobody had earned the order, and an operator credited it.",
      zh: "该订单原本无人归属，由运营人员人工归属。",
    },
    none: {
      en: "No coupon, binding or touch counted for this order.",
      zh: "没有优惠码、绑定或触点对该订单有效。",
    },
  };
  return texts[basis][language];
}

export const TEAM_EARNED: Said = {
  en: "A promoter of your team earned the order.",
  zh: "该订单归属于您团队中的推广员。",
};

export const OTHERS_EARNED: Said = { en: "Others earned the order.", zh: "该订单归属于其他推广员。" };

export const TOUCH_KINDS_SAID: Readonly<Record<TouchKind, Said>> = {
  click: { en: "Click", zh: "点击" },
  impression: { en: "Impression", zh: "展示" },
};

export const TOUCH_VERDICTS_SAID: Readonly<Record<TouchVerdict, Said>> = {
  counted: { en: "it counts", zh: "有效" },
  superseded: { en: "the model takes another touch in its place", zh: "按归因模型由其他触点取代" },
  outside_lookback: { en: "longer before the order than the lookback", zh: "早于回溯期" },
  after_order: { en: "after the order", zh: "晚于下单时间" },
  impression_not_credited: { en: "impressions did not count", zh: "展示不计入归因" },
  self: { en: "the buyer is the promoter", zh: "买家即推广员本人" },
  suspended_promoter: { en: "the promoter was suspended then", zh: "当时推广员已被停用" },
  unknown_promoter: { en: "there is no such promoter", zh: "没有这位推广员" },
  beyond_limit: {
    en: "more promoters were touched than may share one order",
    zh: "超出一笔订单可分摊的推广员人数",
  },
  not_reached: { en: "something before it decided", zh: "在它之前的依据已作出决定" },
};
