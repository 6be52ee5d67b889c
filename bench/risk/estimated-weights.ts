/** What each code would weigh by how often it is found among stolen and among honest orders, without the kinds held out. */
import { RISK_CODES, type RiskCode } from "../../domain/order/risk-reason.ts";
import { HELD_OUT } from "./kinds.ts";
import type { Weeks } from "./weeks.ts";

export interface EstimatedWeight {
  readonly code: RiskCode;
  /** Orders of a thousand. */
  readonly stolen: number;
  readonly honest: number;
  /** The log likelihood ratio, with half an order more on either side. */
  readonly ratio: number;
}

export function estimatedWeights(runs: readonly Weeks[]): EstimatedWeight[] {
  const orders = runs.flatMap(({ promoters, orders }) => {
    const out = new Set(
      promoters.flatMap(({ ref, kind }) =>
        kind === HELD_OUT.fraud || kind === HELD_OUT.oddity ? [ref] : [],
      ),
    );
    return orders
      .filter(({ decided }) => !out.has(decided.promoter))
      .map(({ decided, reasons }) => ({
        isStolen: decided.journey.isStolen && decided.journey.promoter === decided.promoter,
        codes: new Set(reasons.map(({ code }) => code)),
      }));
  });
  const stolen = orders.filter(({ isStolen }) => isStolen);
  const honest = orders.filter(({ isStolen }) => !isStolen);
  return RISK_CODES.flatMap((code) => {
    const [caught, wrong] = [stolen, honest].map(
      (some) => some.filter(({ codes }) => codes.has(code)).length,
    );
    if (caught === undefined || wrong === undefined || caught + wrong === 0) return [];
    const rates = [(caught + 0.5) / (stolen.length + 1), (wrong + 0.5) / (honest.length + 1)] as const;
    return [
      {
        code,
        stolen: (1_000 * caught) / stolen.length,
        honest: (1_000 * wrong) / honest.length,
        ratio: Math.log(rates[0] / rates[1]),
      },
    ];
  });
}
