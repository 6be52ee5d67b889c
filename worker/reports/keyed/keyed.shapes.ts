/** Reports by keys on the wire: how they are asked for, and what a row of each says. */
import { z } from "@hono/zod-openapi";
import { linkIdOf, promoterIdOf, type PromoterRef } from "../../../domain/kernel/ids.ts";
import { CHANNELS, CHANNELS_MEAN } from "../../../domain/reports/channel.ts";
import { JOURNEY_STEPS, type JourneyStep, PATH_STEPS } from "../../../domain/reports/journey-path.ts";
import { figuresOf, lifetimeValue } from "../../../domain/reports/figures.ts";
import { NOBODY } from "../../../domain/reports/order-facts.ts";
import {
  amountAnswer,
  campaignIdSchema,
  countAnswer,
  idAnswer,
  productIdSchema,
  words,
} from "../../http/common.shapes.ts";
import { pageFields } from "../../http/page.shapes.ts";
import type { ReportRow } from "./keyed-report.ts";
import type { SumMember } from "../order-sums.tables.ts";
import type { ReportLink } from "./report-links.tables.ts";
import {
  compareField,
  countedCustomerShape,
  customerShape,
  FIGURES_EXAMPLE,
  figuresShape,
  orderFigures,
  paidShape,
  periodFields,
  previousOf,
  reportPageOf,
} from "../report.shapes.ts";

const SORTED_BY = [
  "sales",
  "orders",
  "newCustomers",
  "refunded",
  "commission",
] as const satisfies SumMember[];

type Sort = SumMember | `-${SumMember}`;

const sortField = z
  .enum([...SORTED_BY, ...SORTED_BY.map((member): `-${SumMember}` => `-${member}`)] as [Sort, ...Sort[]])
  .default("-sales")
  .openapi({
    description: "A figure of orders that rows are sorted by; with `-` in front the greatest first",
  });

export const keyedQuery = z.object({ ...periodFields, ...compareField, sort: sortField, ...pageFields });
export const keyedFileQuery = z.object({ ...periodFields, ...compareField, sort: sortField });

/** The figure of a sort, and its direction. */
export function sortOf(sort: Sort): { readonly by: SumMember; readonly descending: boolean } {
  const descending = sort.startsWith("-");
  return { by: (descending ? sort.slice(1) : sort) as SumMember, descending };
}

function rowsSchema<Keys extends z.ZodRawShape, Shape extends z.ZodRawShape>(
  keys: Keys,
  shape: Shape,
  example: object,
) {
  const row = z.object({ ...keys, ...shape, ...previousOf(shape) });
  const shown = Object.entries({ ...example, ...FIGURES_EXAMPLE }).filter(([name]) => name in row.shape);
  return reportPageOf(row, Object.fromEntries(shown) as unknown as z.input<typeof row>);
}

const PROMOTER_SHAPE = {
  ...figuresShape,
  ...customerShape,
  ...paidShape,
  orders: countAnswer("Orders of which the promoter has the greatest credit, of equal ones the first"),
  sales: amountAnswer("The promoter's part of the orders that it has credit of, by its credit"),
  refunded: amountAnswer("Of its sales, what was taken back, in proportion to its part"),
  commission: amountAnswer(
    "What the promoter earns of orders of the period on all levels, as far as it is kept",
  ),
  customers: countAnswer("Customers of the promoter's orders, each once"),
};

const KEYED_SHAPE = { ...figuresShape, ...countedCustomerShape };
const COUNTED = { customers: 50, ltv: 14_000 };

const promoterKey = {
  promoterId: idAnswer("The promoter; null for orders that nobody has credit of", "pr_5k").nullable(),
};

export const promotersSchema = rowsSchema(promoterKey, PROMOTER_SHAPE, {
  promoterId: "pr_5k",
  customers: 50,
  paidOut: 40_000,
  ltv: 14_000,
});

const linkKey = {
  linkId: idAnswer("The link; null for orders that no click decided", "ln_3").nullable(),
  slug: z.string().nullable().openapi({ example: "double-11", description: "Its slug; null without a link" }),
  ownerId: idAnswer("The promoter whose link it is; null without a link", "pr_5k").nullable(),
};

const NOT_OWN = ". null where a promoter asks, since others earn of the orders as well";

/** What promoters are told of their links is without what others earn. */
const LINK_SHAPE = {
  ...KEYED_SHAPE,
  commission: figuresShape.commission.nullable().openapi({
    description: `Commissions of the orders on all levels, as far as they are kept${NOT_OWN}`,
  }),
};

export const linksSchema = rowsSchema(linkKey, LINK_SHAPE, {
  linkId: "ln_3",
  slug: "double-11",
  ownerId: "pr_5k",
  ...COUNTED,
});

export const linkFiguresQuery = z.object({ ...periodFields, ...pageFields });

/** What a promoter may know of its links: not what others earn of their orders. */
export const linkFiguresSchema = reportPageOf(
  z.object({
    linkId: idAnswer("The link", "ln_3"),
    clicks: figuresShape.clicks,
    uniqueClicks: figuresShape.uniqueClicks,
    orders: countAnswer("Orders that rest most on a click of the link"),
  }),
  { linkId: "ln_3", clicks: 1_200, uniqueClicks: 900, orders: 60 },
);

const campaignKey = {
  campaignId: campaignIdSchema.nullable().openapi({
    description: "The campaign; null for orders of none. Clicks are those of links that are of it now",
  }),
};

export const campaignsSchema = rowsSchema(campaignKey, KEYED_SHAPE, {
  campaignId: "double-eleven",
  ...COUNTED,
});

const PRODUCT_SHAPE = {
  ...KEYED_SHAPE,
  orders: countAnswer("Orders that have the product: an order of two products counts at both"),
  newCustomers: countAnswer("Of these, those that were their customer's first when they were decided"),
  sales: amountAnswer("The lines of the product, discounts spread"),
  refunded: amountAnswer("Of these, what was taken back: of the product by name, and its part of the rest"),
  commission: amountAnswer("What is kept of commissions, by what their lines of the product earned"),
};

const productKey = {
  productId: productIdSchema.nullable().openapi({
    description: "The product; null for orders without items, and for what is paid once an order",
  }),
};

export const productsSchema = rowsSchema(productKey, PRODUCT_SHAPE, { productId: "tea-250g", ...COUNTED });

const channelKey = {
  channel: words("How an order came, and by what page a click did", CHANNELS, CHANNELS_MEAN),
};

export const channelsSchema = rowsSchema(channelKey, KEYED_SHAPE, { channel: "social", ...COUNTED });

const { aov, roiBps } = figuresShape;

const ORDERS_SHAPE = { ...orderFigures, aov, roiBps };
const TIER_SHAPE = { ...ORDERS_SHAPE, ...countedCustomerShape };

const tierKey = {
  tier: z.string().nullable().openapi({
    example: "gold",
    description: "The tier that the promoter with the greatest credit had then; null where nobody earned",
  }),
};

export const tiersSchema = rowsSchema(tierKey, TIER_SHAPE, { tier: "gold", ...COUNTED });

const STEPS_MEAN = {
  ...CHANNELS_MEAN,
  impression: "a page showed the link",
  more: "further steps",
} as const satisfies Record<JourneyStep, string>;

const journeyKey = {
  path: z.array(words("A step", JOURNEY_STEPS, STEPS_MEAN)).openapi({
    example: ["social", "direct"],
    description:
      "Steps of the touches that had credit or could have had it, earliest first, and what decided where that was no touch. " +
      `Equal ones that follow each other are one. Of more than ${PATH_STEPS} the first and last two are told. Empty of orders ` +
      "that were written before there were paths",
  }),
};

export const journeysSchema = rowsSchema(journeyKey, ORDERS_SHAPE, { path: ["social", "direct"] });

export function promoterOf(key: string) {
  const number = Number(key);
  return { promoterId: number === NOBODY ? null : promoterIdOf(number as PromoterRef) };
}

export function linkOf(key: string, links: ReadonlyMap<number, ReportLink>) {
  const link = links.get(Number(key));
  return {
    linkId: key === "" ? null : linkIdOf(Number(key)),
    slug: link?.slug ?? null,
    ownerId: link === undefined ? null : promoterIdOf(link.promoter as PromoterRef),
  };
}

/** The figures of a row that every report has. */
export function figuresIn({ sums, beside, customers }: ReportRow) {
  return { ...figuresOf(sums, beside.clicks), customers, ltv: lifetimeValue(sums, customers) };
}

/** With those that promoters have beside. */
export function promoterFiguresIn(row: ReportRow) {
  const { customers, ...figures } = figuresIn(row);
  return { ...figures, customers: customers ?? 0, paidOut: row.beside.paidOut ?? 0 };
}

type ShownFigures = ReturnType<typeof figuresIn>;
type LinkFigures = Omit<ShownFigures, "commission"> & { readonly commission: number | null };

/** A link's figures; as its own promoter sees them, without what others earn. */
export function linkFiguresIn(row: ReportRow, isOwn: boolean): LinkFigures {
  const figures = figuresIn(row);
  return isOwn ? { ...figures, commission: null, epc100: null, roiBps: null, invalidClicks: {} } : figures;
}

/** What orders alone come to. */
export function orderFiguresIn({ sums, beside }: ReportRow) {
  const { aov: average, roiBps: roi } = figuresOf(sums, beside.clicks);
  return { ...sums, aov: average, roiBps: roi };
}

/** With the customers of these orders. */
export function tierFiguresIn(row: ReportRow) {
  const { customers, ltv } = figuresIn(row);
  return { ...orderFiguresIn(row), customers, ltv };
}
