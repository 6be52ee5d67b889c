/** A promoter's own sales before an order: what tiered rules go by. */
import { type AmountMinor, ZERO } from "../kernel/money.ts";

/** Level-1 sales as the promoter's AccountBook knew them, refunds deducted. */
export interface PromoterSales {
  readonly lifetimeSales: AmountMinor;
  readonly monthSales: AmountMinor;
}

export const NO_SALES: PromoterSales = { lifetimeSales: ZERO, monthSales: ZERO };
