/** The id of a listed webhook: the same whenever it is listed, and a header whatever a vendor calls its objects. */
export function listedId(...parts: readonly unknown[]): string {
  return ["listed", ...parts].join(":").replaceAll(/[^\x21-\x7e]/g, "");
}
