/** How a report is asked for, and its figures: each says its own formula. */
import { z } from "@hono/zod-openapi";
import { isDay } from "../../domain/program/calendar-day.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import type { Figures } from "../../domain/reports/figures.ts";
import {
  amountAnswer,
  countAnswer,
  currencySchema,
  instantAnswer,
  withExample,
} from "../http/common.shapes.ts";
import { instantOf, parseInstantMs } from "../http/instants.ts";
import { isTimezone } from "../programs/program.shapes.ts";
import type { ReportPeriod } from "./report-period.ts";
import { ofKind } from "../http/problems/fault-kinds.ts";

/** A day or an instant, as text. */
export const bound = (of: string) =>
  z
    .string()
    .max(40)
    .refine(
      (text) => isDay(text) || parseInstantMs(text) !== undefined,
      ofKind("wrong_form", "expected a day as 2026-11-01, or an RFC 3339 instant in UTC"),
    )
    .optional()
    .openapi({ example: "2026-11-01", description: of });

/** The period of a report; to be spread into a query's schema. */
export const periodFields = {
  from: bound(
    `The first day of the period, or its first instant; absent: 30 days. At most ${LIMITS.reportDays} days before \`to\``,
  ),
  to: bound(
    "The last day of the period, which is part of it, or the instant that it ends before; absent: today",
  ),
  timezone: z
    .string()
    .max(64)
    .refine(
      isTimezone,
      ofKind("not_one_of", "expected a name of the IANA time zone database with its region, or UTC"),
    )
    .optional()
    .openapi({
      example: "Asia/Shanghai",
      description: "Where days begin; absent: the program's own time zone",
    }),
};

export const compareField = {
  compare: z.literal("previous").optional().openapi({
    description: "`previous` adds the figures of the period before, of as many days, as `previous`",
  }),
};

const ratio = (of: string) => z.int().nullable().openapi({ example: 250, description: of });

/** What orders are, wherever they are counted. */
export const orderFigures = {
  orders: countAnswer(
    "Orders that occurred in the period: those that nobody earned, were blocked or taken back are among them",
  ),
  newCustomers: countAnswer("Of the orders, those that were their customer's first when they were decided"),
  sales: amountAnswer("What the orders are worth as they were last amended, before anything was taken back"),
  refunded: amountAnswer("Of the sales, what refunds and lost disputes took back, whenever they came"),
  commission: amountAnswer("Commissions of the orders on all levels, as far as they are kept"),
};

export const figuresShape = {
  clicks: countAnswer("Clicks that count, in hours that begin in the period"),
  uniqueClicks: countAnswer("Of the clicks, the first ones of a visitor on a link"),
  invalidClicks: z.record(z.string(), z.int().min(0)).openapi({
    description: "Clicks that do not count, by the reason; they are no part of `clicks`",
    example: { bot: 12 },
  }),
  impressions: countAnswer("Impressions that pages told"),
  ...orderFigures,
  cvrBps: ratio("`orders x 10,000 / clicks`, rounded down; null without clicks"),
  aov: ratio("`sales / orders`, rounded down, in minor units; null without orders"),
  epc100: ratio("`commission x 100 / clicks`, rounded down: minor units for 100 clicks; null without clicks"),
  roiBps: ratio(
    "`(sales - refunded - commission) x 10,000 / commission`, rounded down; null without commission",
  ),
};

export const customerShape = {
  customers: countAnswer(
    "Customers who ordered in the period, each once; orders without a customer add none",
  ),
  ltv: ratio("`(sales - refunded) / customers`, rounded down, in minor units; null without customers"),
};

/** The same where customers are counted order by order. */
export const countedCustomerShape = {
  customers: countAnswer(
    "Customers of these orders, each once. null where the period, or by links the rows of a page, have more than " +
      `${LIMITS.ordersCountedByKey} orders: exports count them`,
  ).nullable(),
  ltv: ratio("`(sales - refunded) / customers`, rounded down, in minor units; null without customers"),
};

export const paidShape = {
  paidOut: amountAnswer("Payouts, net, that were paid in the period and did not come back"),
};

export const FIGURES_EXAMPLE = {
  clicks: 1_200,
  uniqueClicks: 900,
  invalidClicks: { bot: 31 },
  impressions: 4_000,
  orders: 60,
  newCustomers: 22,
  sales: 720_000,
  refunded: 20_000,
  commission: 70_000,
  cvrBps: 500,
  aov: 12_000,
  epc100: 5_833,
  roiBps: 90_000,
} satisfies Figures;

const periodShape = {
  from: instantAnswer("Begin of the period"),
  to: instantAnswer("End of the period, which is not part of it"),
};

/** What every report says of itself. */
export const reportShape = {
  ...periodShape,
  timezone: z.string().openapi({ example: "Asia/Shanghai", description: "Where days begin" }),
  currency: currencySchema,
  asOf: instantAnswer("How far the figures of orders are; null while there was none").nullable(),
};

export const REPORT_EXAMPLE = {
  from: "2026-10-31T16:00:00.000Z",
  to: "2026-11-30T16:00:00.000Z",
  timezone: "Asia/Shanghai",
  currency: "CNY",
  asOf: "2026-11-22T08:00:00.000Z",
};

/** What a report says of itself, on the wire. */
export function presentReport(
  { fromMs, toMs, timezone }: ReportPeriod,
  currency: string,
  asOfMs: number | null,
) {
  return {
    from: instantOf(fromMs),
    to: instantOf(toMs),
    timezone,
    currency,
    asOf: asOfMs === null ? null : instantOf(asOfMs),
  };
}

/** The same figures of the period before; to be spread into a schema. */
export function previousOf<Shape extends z.ZodRawShape>(shape: Shape) {
  return {
    previous: z
      .object(shape)
      .optional()
      .openapi({ description: "Figures of the period before, where `compare` asked for them" }),
  };
}

/** A page of a report's rows. */
export function reportPageOf<Row extends z.ZodType>(row: Row, example: z.input<Row>) {
  const page = z.object({
    ...reportShape,
    data: z.array(row),
    nextCursor: z
      .string()
      .nullable()
      .openapi({ description: "The `cursor` of the next page; null on the last one" }),
  });
  const shown = { ...REPORT_EXAMPLE, data: [example], nextCursor: null };
  return withExample(page, shown as z.input<typeof page>);
}
