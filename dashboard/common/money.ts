/** Amounts as people read them. An amount is an integer of minor units from the API to here; it is never a fraction. */

/** Currencies whose minor unit is not the hundredth, by ISO 4217 and as the API counts them. */
const DECIMALS: ReadonlyMap<string, number> = new Map([
  ..."BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
    .split(" ")
    .map((code) => [code, 0] as const),
  ..."BHD IQD JOD KWD LYD OMR TND".split(" ").map((code) => [code, 3] as const),
]);
const OF_MOST = 2;

export function decimalsOf(currency: string): number {
  return DECIMALS.get(currency) ?? OF_MOST;
}

/** Digits of an amount before and behind the point, with the sign that stands before all. */
function partsOf(amountMinor: number | bigint, decimals: number) {
  const minor = BigInt(amountMinor);
  const [sign, digits] = minor < 0n ? ["−", String(-minor)] : ["", String(minor)];
  const padded = digits.padStart(decimals + 1, "0");
  const whole = decimals === 0 ? padded : padded.slice(0, -decimals);
  return { sign, whole, fraction: padded.slice(padded.length - decimals) };
}

/** @param amountMinor integer of minor units. */
export function moneyText(amountMinor: number | bigint, currency: string, language: string): string {
  const decimals = decimalsOf(currency);
  const { sign, whole, fraction } = partsOf(amountMinor, decimals);
  const format = new Intl.NumberFormat(language, {
    style: "currency",
    currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  // The digits are our own: a number of the browser would round large ones. What stands around them is the locale's.
  const shown = format
    .formatToParts(BigInt(whole))
    .map(({ type, value }) => (type === "fraction" ? fraction : value));
  return `${sign}${shown.join("")}`;
}

/**
 * The same text without the browser's tables, which a phone loads for longer than all else of its first page.
 *
 * @param before the amount in English or Chinese, which group digits alike: the currency's sign, as the service says it.
 */
export function amountBehind(before: string, amountMinor: number, currency: string): string {
  const { sign, whole, fraction } = partsOf(amountMinor, decimalsOf(currency));
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
  return `${sign}${before}${grouped}${fraction === "" ? "" : `.${fraction}`}`;
}

/** An amount as it stands in a field to be edited: `1234.50`. */
export function amountField(amountMinor: number, currency: string): string {
  const decimals = decimalsOf(currency);
  const digits = String(Math.abs(amountMinor)).padStart(decimals + 1, "0");
  const sign = amountMinor < 0 ? "-" : "";
  return decimals === 0
    ? `${sign}${digits}`
    : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

const LARGEST = 1_000_000_000_000n;

/** Thousands may stand in groups, of the same sign throughout. A comma before other than three digits may be meant as a point. */
const TYPED = /^(-?)(\d+|\d{1,3}(?:(?:,\d{3})+|(?: \d{3})+))(?:\.(\d+))?$/;

/** Reads what somebody typed, full-width too. @returns minor units; null for what is no amount of this currency. */
export function amountOf(typed: string, currency: string): number | null {
  const decimals = decimalsOf(currency);
  const match = TYPED.exec(typed.normalize("NFKC").trim());
  if (match === null) return null;
  const [, sign = "", grouped = "", fraction = ""] = match;
  const whole = grouped.replaceAll(/[, ]/g, "");
  if (fraction.length > decimals) return null;
  const minor = BigInt(whole + fraction.padEnd(decimals, "0"));
  return minor > LARGEST ? null : Number(sign === "-" ? -minor : minor);
}
