/** The tables of a tax regime are in one currency: a program in another cannot go by them. */
import { REGIMES } from "../../domain/payout/taxes/regimes.ts";
import { ApiProblem } from "../http/problem.ts";
import type { WireSettings } from "../configuration/settings.shapes.ts";

/** @throws ApiProblem `invalid_body` (422) naming the regime. */
export function requireTaxCurrency(currency: string, { tax }: Pick<WireSettings, "tax">): void {
  const needed = REGIMES[tax.regime].currency;
  if (needed === null || needed === currency) return;
  const message = `${tax.regime} needs a program in ${needed}`;
  throw new ApiProblem("invalid_body", { errors: [{ path: "tax.regime", message }] });
}
