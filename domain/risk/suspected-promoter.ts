/** Whose case an order under review is: where clicks share an order, it need not be who has most of it. */
import type { Attribution } from "../attribution/attribution.ts";
import { leadingPromoter } from "../attribution/credited-click.ts";
import { parsePromoterId, type PromoterRef } from "../kernel/ids.ts";
import type { RiskReason } from "../order/risk-reason.ts";

/** The credited promoter whom the heaviest reason names, and else the one with the greatest credit; undefined without any. */
export function suspectedPromoter(
  attribution: Pick<Attribution, "credits">,
  reasons: readonly RiskReason[],
): PromoterRef | undefined {
  const named = reasons.flatMap(({ weight, facts: { promoterId } }) => {
    const promoter = typeof promoterId === "string" ? parsePromoterId(promoterId) : undefined;
    const credit = attribution.credits.find((one) => one.promoter === promoter);
    return credit === undefined ? [] : [{ weight, promoter: credit.promoter }];
  });
  const heaviest = Math.max(...named.map(({ weight }) => weight));
  return named.find(({ weight }) => weight === heaviest)?.promoter ?? leadingPromoter(attribution);
}
