/** Rates as people read them: an integer of basis points, 1000 is 10 %. */

const BPS_A_PERCENT = 100;

export function rateText(rateBps: number, language: string): string {
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 2 }).format(
    rateBps / 10_000,
  );
}

/** Reads a percentage that somebody typed, such as `12.5`. @returns basis points; null for what is none. */
export function rateOf(typed: string): number | null {
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?%?$/.exec(typed.trim());
  if (match === null) return null;
  const [, whole = "", fraction = ""] = match;
  return Number(whole) * BPS_A_PERCENT + Number(fraction.padEnd(2, "0"));
}

/** A rate as it stands in a field to be edited: `12.5`. */
export function rateField(rateBps: number): string {
  const fraction = String(rateBps % BPS_A_PERCENT)
    .padStart(2, "0")
    .replace(/0+$/, "");
  const whole = String(Math.floor(rateBps / BPS_A_PERCENT));
  return fraction === "" ? whole : `${whole}.${fraction}`;
}
