/** Money that stands in wallets, by the books' own files. */
import { storedSum } from "../machine/stored-sum.ts";

const SUM = `SELECT coalesce(sum(pending + held + available + reserved + paid + withheld - debt), 0) AS sum
  FROM wallets`;

/** What all wallets hold together, in minor units. */
export function sumOfWallets(data: string): number {
  return storedSum(data, "**/*AccountBook*/*.sqlite", SUM);
}
