/** Shops without a customer send a word in its place. Guests are different people, so such a word is no customer. */

const NOBODY: ReadonlySet<string> = new Set(["", "0", "-1", "null", "undefined", "guest", "anonymous"]);

/** Whether an id of a customer stands for nobody, however it is spelled: in full width as well. */
export function namesNobody(customerId: string): boolean {
  return NOBODY.has(customerId.normalize("NFKC").trim().toLowerCase());
}
