/** Coupon codes ignore case: one spelling stands for all of them. */

/** The spelling that codes are stored and compared by. */
export function couponKey(code: string): string {
  return code.normalize("NFC").toLowerCase();
}
