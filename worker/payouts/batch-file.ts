/** The batch as a CSV file, which people upload to their bank or to WeChat Pay: the first payout provider. */
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import { csvLine } from "../http/csv.ts";
import type { PayableRow, PayoutProvider } from "./payout-provider.ts";
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

export const BATCH_FILE = {
  kind: "file",
  contentType: "text/csv; charset=utf-8",
  file: ({ currency, rows }) =>
    [csvLine(HEADING), ...rows.map((row) => csvLine(cellsOf(currency, row)))].join(""),
} as const satisfies PayoutProvider;

function cellsOf(currency: string, { payee, ...row }: PayableRow): (string | number | undefined)[] {
  const account = payee?.kind === "wechat" ? payee.openId : payee?.account;
  const bank = payee?.kind === "bank" ? payee.bank : undefined;
  return [
    row.id,
    promoterIdOf(row.promoter),
    currency,
    row.gross,
    row.withheld,
    row.net,
    instantOf(row.requestedAtMs),
    payee?.kind,
    payee?.name,
    bank,
    account,
  ];
}
