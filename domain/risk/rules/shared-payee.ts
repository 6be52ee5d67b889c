/** A credited promoter who is paid to the account of another promoter of the order: one person in two places. */
import { promoterIdOf, type PromoterRef } from "../../kernel/ids.ts";
import type { RiskRule } from "./rule.ts";

export const sharedPayee: RiskRule = ({ attribution, places, buyer, known }) => {
  const payeeOf = (promoter: PromoterRef) => known.promoters.get(promoter)?.payee;
  for (const { promoter } of attribution.credits) {
    const payee = payeeOf(promoter);
    if (payee === undefined) continue;
    const uplines = places.get(promoter)?.uplines ?? [];
    const others = [
      ...places.keys(),
      ...uplines.map(({ ref }) => ref),
      ...(buyer === undefined ? [] : [buyer.ref]),
    ];
    const other = others.find((one) => one !== promoter && payeeOf(one) === payee);
    if (other === undefined) continue;
    return { facts: { promoterId: promoterIdOf(promoter), otherPromoterId: promoterIdOf(other) } };
  }
  return null;
};
