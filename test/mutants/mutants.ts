/** Mistakes that tests have to find, by subject. Those with a number were chosen by somebody who had not read the tests. */
import type { Mutant } from "./mutant.ts";
import { BINDING } from "./subjects/binding.ts";
import { BUDGET } from "./subjects/budget.ts";
import { CATCHING_UP } from "./subjects/catching-up.ts";
import { DECIDING } from "./subjects/deciding.ts";
import { DELIVERING } from "./subjects/delivering.ts";
import { FOLDING } from "./subjects/folding.ts";
import { PAYOUT, TAX } from "./subjects/payout.ts";
import { CLICKS, LATE, PROJECTION } from "./subjects/projection.ts";
import { RISK } from "./subjects/risk.ts";
import { SOURCES } from "./subjects/sources.ts";
import { TAP } from "./subjects/tap.ts";
import { TIER } from "./subjects/tier.ts";
import { WEBHOOKS } from "./subjects/webhooks.ts";

export const MUTANTS: Readonly<Record<string, readonly Mutant[]>> = {
  deciding: DECIDING,
  folding: FOLDING,
  delivering: DELIVERING,
  budget: BUDGET,
  payout: PAYOUT,
  tax: TAX,
  binding: BINDING,
  tier: TIER,
  projection: PROJECTION,
  late: LATE,
  clicks: CLICKS,
  tap: TAP,
  risk: RISK,
  sources: SOURCES,
  "catching-up": CATCHING_UP,
  webhooks: WEBHOOKS,
};
