/** The sequence of a list of payouts over all promoters: by the time of the request, then by promoter and number. */
import { parsePayoutId } from "../kernel/ids.ts";
import type { PayoutView } from "./payout.ts";

type Listed = Pick<PayoutView, "id" | "promoter" | "requestedAtMs">;

/** Sorts newest first. */
export function newestFirst(one: Listed, other: Listed): number {
  return (
    other.requestedAtMs - one.requestedAtMs ||
    other.promoter - one.promoter ||
    numberOf(other) - numberOf(one)
  );
}

function numberOf({ id }: Listed): number {
  return parsePayoutId(id)?.number ?? 0;
}
