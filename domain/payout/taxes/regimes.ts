/** Every tax regime by its name. A new one is its file and one line here: settings and payouts follow. */
import { namesOf, recordOf } from "../../kernel/records.ts";
import { cnCumulative } from "./cn-cumulative.ts";
import { cnPerPayment } from "./cn-per-payment.ts";
import { none } from "./none.ts";
import type { Regime } from "./regime.ts";

export const REGIMES = {
  none,
  cn_per_payment: cnPerPayment,
  cn_cumulative: cnCumulative,
} as const satisfies Readonly<Record<string, Regime>>;

export type TaxRegime = keyof typeof REGIMES;

export const TAX_REGIMES = namesOf(REGIMES);

export const REGIMES_MEAN = recordOf(TAX_REGIMES, (regime) => REGIMES[regime].means);
