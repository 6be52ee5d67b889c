/** The tables of a tax regime are in one currency: a program in another cannot go by them. */
import { ApiProblem } from "../http/problem.ts";
import type { WireSettings } from "../configuration/settings.shapes.ts";

/** @throws ApiProblem `invalid_body` (422) naming the regime. */
export function requireTaxCurrency(currency: string, { tax }: Pick<WireSettings, "tax">): void {
  if (tax.regime === "none" || currency === "CNY") return;
  const message = `${tax.regime} needs a program in CNY`;
  throw new ApiProblem("invalid_body", { errors: [{ path: "tax.regime", message }] });
}
