/**
 * The batch as a CSV file, which people upload to their bank or to WeChat Pay: the first payout provider. Amounts have the
 * currency's decimals, since a bank reads `10000` as ten thousand. What a spreadsheet does with the file changes no account.
 */
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { decimalText } from "../../domain/program/currencies.ts";
import { BYTE_ORDER_MARK, csvLine } from "../http/files/csv.ts";
import type { FileProvider, PayableRow } from "./payout-provider.ts";
import { instantOf } from "../http/instants.ts";

const HEADING = [
  "payoutId",
  "promoterId",
  "currency",
  "gross",
  "withheld",
  "net",
  "requestedAt",
  "payeeKind",
  "payeeName",
  "payeeBank",
  "payeeAccount",
];

/** In place of what a payee is: whoever compares the file with the bank's sees that this row had one. */
const ERASED = "erased";

export const BATCH_FILE = {
  contentType: "text/csv; charset=utf-8",
  file: ({ currency, rows }) =>
    BYTE_ORDER_MARK + [csvLine(HEADING), ...rows.map((row) => csvLine(cellsOf(currency, row)))].join(""),
} as const satisfies FileProvider;

function cellsOf(currency: string, { payee, ...row }: PayableRow): (string | number | undefined)[] {
  const account = payee?.kind === "wechat" ? payee.openId : payee?.account;
  const bank = payee?.kind === "bank" ? payee.bank : undefined;
  return [
    row.id,
    promoterIdOf(row.promoter),
    currency,
    decimalText(row.gross, currency),
    decimalText(row.withheld, currency),
    decimalText(row.net, currency),
    instantOf(row.requestedAtMs),
    payee?.kind ?? ERASED,
    payee?.name,
    bank,
    account,
  ];
}
