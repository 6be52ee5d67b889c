/** Nothing is withheld. */
import { ZERO } from "../../kernel/money.ts";
import type { Regime } from "./regime.ts";

export const none: Regime = {
  means: "nothing is withheld",
  currency: null,
  periodOf: () => [],
  taxOn: () => ZERO,
};
