/** Everything a wallet holds: what was earned, less what was reversed, with adjustments. */
import type { Wallet } from "../../domain/ledger/wallet.ts";

export function netOf({ pending, held, available, reserved, paid, withheld, debt }: Wallet): number {
  return pending + held + available + reserved + paid + withheld - debt;
}
