/** The tax statement of a month on the wire. */
import { z } from "@hono/zod-openapi";
import { promoterIdOf } from "../../domain/kernel/ids.ts";
import type { TaxedMonth } from "../../domain/payout/tax-statement.ts";
import type { PromoterView } from "../../domain/referral/promoter.ts";
import {
  amountAnswer,
  countAnswer,
  currencySchema,
  idAnswer,
  memberIdSchema,
  named,
} from "../http/common.shapes.ts";
import { pageFields } from "../http/page.shapes.ts";

const monthQuery = z
  .string()
  .regex(/^20[0-9]{2}-(0[1-9]|1[0-2])$/)
  .openapi({
    description: "The calendar month of the requests, in the program's time zone",
    example: "2026-11",
  });

export const taxStatementsQuery = z.object({ ...pageFields, month: monthQuery });

export const taxStatementFileQuery = z.object({ month: monthQuery });

export const taxStatementSchema = named(
  "TaxStatement",
  z.object({
    month: z.string().openapi({ description: "The calendar month of the requests", example: "2026-11" }),
    promoterId: idAnswer("Whose payouts they were", "pr_5k"),
    memberId: memberIdSchema
      .nullable()
      .openapi({ description: "The member; null where nobody knows it any more" }),
    name: z.string().nullable().openapi({ description: "For people; null where none was given" }),
    currency: currencySchema,
    payouts: countAnswer("Payouts that were requested in the month and not given back"),
    gross: amountAnswer("What they took from the wallet"),
    withheld: amountAnswer("Tax withheld from them"),
    net: amountAnswer("What the payee receives of them"),
    paid: amountAnswer("Of the net, what has arrived; the rest is under way"),
  }),
  {
    month: "2026-11",
    promoterId: "pr_5k",
    memberId: "user-12",
    name: "Li Lei",
    currency: "CNY",
    payouts: 2,
    gross: 200_000,
    withheld: 24_000,
    net: 176_000,
    paid: 176_000,
  },
);

export type WireTaxStatement = z.output<typeof taxStatementSchema>;

export function presentTaxStatement(
  { month, currency }: { readonly month: string; readonly currency: string },
  { promoter, payouts, gross, withheld, paid }: TaxedMonth,
  person: Pick<PromoterView, "memberId" | "name"> | undefined,
): WireTaxStatement {
  return {
    month,
    promoterId: promoterIdOf(promoter),
    memberId: person?.memberId ?? null,
    name: person?.name ?? null,
    currency,
    payouts,
    gross,
    withheld,
    net: gross - withheld,
    paid,
  };
}
