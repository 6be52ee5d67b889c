/** What a program sets that an order is decided by. */
import type { AttributionPolicy } from "../attribution/policy.ts";
import type { SettlementPolicy } from "../order/settlement-policy.ts";
import type { PromoterRule } from "../program/promoter-rule.ts";
import type { BindingPolicy } from "../referral/binding-policy.ts";
import type { FraudPolicy } from "../risk/policy.ts";
import type { CommissionPolicy } from "./policy.ts";

export interface OrderSettings {
  readonly attribution: AttributionPolicy;
  readonly promoterRule: PromoterRule;
  readonly binding: BindingPolicy;
  readonly commission: CommissionPolicy;
  readonly settlement: SettlementPolicy;
  readonly fraud: FraudPolicy;
}
