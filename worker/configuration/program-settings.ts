/** Everything a program sets, in the units of the core. Its wire shape with the defaults is in settings.shapes.ts. */
import type { OrderSettings } from "../../domain/commission/order-settings.ts";
import type { PayoutPolicy } from "../../domain/payout/policy.ts";

export interface ProgramSettings extends OrderSettings {
  readonly payout: PayoutPolicy;
}
