/** Address, payment or device of a buyer that the credited promoter has itself, or that many customers have. */
import { promoterIdOf } from "../../kernel/ids.ts";
import { CONTACT_KINDS } from "../../order/order.ts";
import type { Finding, RiskRule } from "./rule.ts";

/** Families and neighbours share one; from more customers than these on it is a sign. */
const FEW_CUSTOMERS = 3;
/** One thing in common is weak: whoever pays for neighbours has it too. */
const WEAK = 0.4;

export const sharedContact: RiskRule = ({ attribution, selfPurchase, known }) => {
  let weak: Finding | null = null;
  for (const { promoter } of attribution.credits) {
    const { ownContacts = [], sharedContacts = {} } = known.promoters.get(promoter) ?? {};
    const own = selfPurchase ? [] : ownContacts;
    const promoterId = promoterIdOf(promoter);
    if (own.length > 1) return { facts: { promoterId, own: own.join(" ") } };
    const many = CONTACT_KINDS.filter((kind) => (sharedContacts[kind] ?? 0) >= FEW_CUSTOMERS);
    if (own.length === 0 && many.length === 0) continue;
    const customers = 1 + Math.max(0, ...many.map((kind) => sharedContacts[kind] ?? 0));
    weak ??= { strength: WEAK, facts: { promoterId, own: own.join(" "), shared: many.join(" "), customers } };
  }
  return weak;
};
