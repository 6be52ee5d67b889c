/** A percentage of a base, rounded down: as a number and as a sentence. */
import { type AmountMinor, BPS_SCALE, mulDiv } from "../../kernel/money.ts";

export function percentOf(base: AmountMinor, rateBps: number): AmountMinor {
  return mulDiv(base, rateBps, BPS_SCALE, "floor");
}

export function percentText(base: AmountMinor, rateBps: number): string {
  return `floor(${base} x ${rateBps} / ${BPS_SCALE})`;
}
