/** Coupon codes as buyers type and paste them: one spelling stands for all of them. */

/** A code without what nobody sees: invisible characters, spaces around it, more than one space within. */
export function typedCode(text: string): string {
  return text
    .replaceAll(/\p{Cf}/gu, "")
    .replaceAll(/\s+/gu, " ")
    .trim();
}

/** The spelling that codes are stored and compared by: width, composition and case are one. */
export function couponKey(code: string): string {
  return typedCode(code).normalize("NFKC").toUpperCase().toLowerCase().normalize("NFKC");
}
