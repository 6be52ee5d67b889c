/** The trial balance of a program on the wire. */
import { z } from "@hono/zod-openapi";
import type { TrialBalance } from "../../domain/ledger/trial-balance.ts";
import { ACCOUNTS } from "../../domain/ledger/wallet.ts";
import {
  amountAnswer,
  countAnswer,
  currencySchema,
  instantAnswer,
  named,
  words,
} from "../http/common.shapes.ts";
import { instantOf } from "../http/instants.ts";

const ACCOUNTS_MEAN = {
  commissions: "what orders keep of commissions, by the read model",
  adjustments: "bonuses, prizes of contests among them, less penalties",
  debt: "what promoters have to make up",
  pending: "commissions of orders that were not received yet",
  held: "commissions whose hold period runs",
  available: "what can be paid out",
  reserved: "what payouts under way have set aside",
  paid: "what was paid out, net of tax",
  withheld: "tax that was withheld from payouts",
};

export const trialBalanceSchema = named(
  "TrialBalance",
  z.object({
    currency: currencySchema,
    asOf: instantAnswer("When the books were asked"),
    promoters: countAnswer("Promoters who have a wallet"),
    accounts: z.array(
      z.object({
        account: words("The account, over all promoters", ACCOUNTS, ACCOUNTS_MEAN),
        debit: amountAnswer("Its balance, where it stands on the left"),
        credit: amountAnswer("Its balance, where it stands on the right"),
      }),
    ),
    debit: amountAnswer("The left side"),
    credit: amountAnswer("The right side"),
    difference: z.int().openapi({
      description:
        "The left side less the right one. What is on its way makes it differ for moments; a reconciliation names what stays",
    }),
    owed: z.int().openapi({
      description: "The liability: pending, held, available and reserved, less debt",
    }),
  }),
  {
    currency: "CNY",
    asOf: "2026-12-02T08:00:00.000Z",
    promoters: 30,
    accounts: [
      { account: "commissions", debit: 68_845, credit: 0 },
      { account: "available", debit: 0, credit: 12_345 },
      { account: "paid", debit: 0, credit: 56_500 },
    ],
    debit: 68_845,
    credit: 68_845,
    difference: 0,
    owed: 12_345,
  },
);

export function presentTrialBalance(
  currency: string,
  { promoters, lines, debit, credit, difference, owed }: TrialBalance,
  nowMs: number,
): z.output<typeof trialBalanceSchema> {
  const accounts = lines.map((line) => ({ ...line }));
  return { currency, asOf: instantOf(nowMs), promoters, accounts, debit, credit, difference, owed };
}
