/** Reads what a service answered to orders: each has to be taken. */
import type { Answer } from "../http.ts";

interface Results {
  readonly results: readonly { status: string; commissions: readonly { amount: number }[] }[];
}

/**
 * What the answer says that orders earned. One that was sent again may have been decided before.
 *
 * @throws where an order was not taken.
 */
export function commissionsIn({ status, text, sentAgain }: Answer): number {
  if (status !== 200) throw new Error(`orders were answered ${status}: ${text.slice(0, 300)}`);
  const { results } = JSON.parse(text) as Results;
  let sum = 0;
  for (const { status: outcome, commissions } of results) {
    const isTaken = outcome === "accepted" || (sentAgain && outcome === "duplicate");
    if (!isTaken) throw new Error(`an order was ${outcome}: ${text.slice(0, 300)}`);
    for (const { amount } of commissions) sum += amount;
  }
  return sum;
}
