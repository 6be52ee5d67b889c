/** Which reports by keys there are, and how a row of each is shown. */
import type { Channel } from "../../../domain/reports/channel.ts";
import { stepsOf } from "../../../domain/reports/journey-path.ts";
import { CHANNELS_REPORT, JOURNEYS_REPORT, TIERS_REPORT } from "./channels.ts";
import {
  figuresIn,
  linkFiguresIn,
  linkOf,
  orderFiguresIn,
  promoterFiguresIn,
  promoterOf,
  tierFiguresIn,
} from "./keyed.shapes.ts";
import type { KeyedReport, ReportRow, Source } from "./keyed-report.ts";
import { type ComparedRow, presentRow } from "./keyed-page.ts";
import { CAMPAIGNS, LINKS, PRODUCTS } from "./link-reports.ts";
import { PROMOTERS } from "./promoters.ts";
import { linksByNumber } from "./report-links.tables.ts";

export interface ShownReport<Row extends object> {
  readonly report: KeyedReport;
  /** Members that name a row, and those beside the figures of every report. */
  readonly keys: readonly string[];
  readonly more: readonly string[];
  /** Its figures where it has not those of every report. */
  readonly figures?: readonly string[];
  readonly present: (source: Source, rows: readonly ComparedRow[]) => Promise<Row[]>;
}

function shown<Key extends object>(
  report: KeyedReport,
  name: keyof Key & string,
  keyOf: (key: string) => Key,
) {
  return {
    report,
    keys: [name],
    more: ["customers", "ltv"],
    present: async (_: Source, rows: readonly ComparedRow[]) =>
      await Promise.resolve(rows.map((row) => presentRow(row, keyOf(row.key), figuresIn))),
  };
}

export const BY_PROMOTER = {
  report: PROMOTERS,
  keys: ["promoterId"],
  more: ["customers", "ltv", "paidOut"],
  present: async (_: Source, rows: readonly ComparedRow[]) =>
    await Promise.resolve(rows.map((row) => presentRow(row, promoterOf(row.key), promoterFiguresIn))),
};

export const BY_LINK = {
  report: LINKS,
  keys: ["linkId", "slug", "ownerId"],
  more: ["customers", "ltv"],
  present: async ({ env, program, among }: Source, rows: readonly ComparedRow[]) => {
    const numbers = rows.map((row) => Number(row.key));
    const links = await linksByNumber(env.LINKS, program.id, numbers);
    const figures = (row: ReportRow) => linkFiguresIn(row, among !== undefined);
    return rows.map((row) => presentRow(row, linkOf(row.key, links), figures));
  },
};

export const BY_CAMPAIGN = shown(CAMPAIGNS, "campaignId", (key) => ({ campaignId: orNull(key) }));
export const BY_PRODUCT = shown(PRODUCTS, "productId", (key) => ({ productId: orNull(key) }));
export const BY_CHANNEL = shown(CHANNELS_REPORT, "channel", (key) => ({ channel: key as Channel }));

const ORDER_FIGURES = ["orders", "newCustomers", "sales", "refunded", "commission", "aov", "roiBps"];

export const BY_TIER = {
  report: TIERS_REPORT,
  keys: ["tier"],
  more: ["customers", "ltv"],
  figures: ORDER_FIGURES,
  present: async (_: Source, rows: readonly ComparedRow[]) =>
    await Promise.resolve(rows.map((row) => presentRow(row, { tier: orNull(row.key) }, tierFiguresIn))),
};

export const BY_PATH = {
  report: JOURNEYS_REPORT,
  keys: ["path"],
  more: [],
  figures: ORDER_FIGURES,
  present: async (_: Source, rows: readonly ComparedRow[]) =>
    await Promise.resolve(rows.map((row) => presentRow(row, { path: stepsOf(row.key) }, orderFiguresIn))),
};

function orNull(key: string): string | null {
  return key === "" ? null : key;
}
