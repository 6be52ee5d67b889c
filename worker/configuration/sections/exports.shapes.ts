/** What can be exported as files and in which formats, and which of it a program has exported every night. */
import { z } from "@hono/zod-openapi";
import { words } from "../../http/common.shapes.ts";

export const DATASETS = ["orders", "commissions", "entries", "events", "clicks_hourly"] as const;
export type Dataset = (typeof DATASETS)[number];

export const FORMATS = ["parquet", "ndjson"] as const;
export type ExportFormat = (typeof FORMATS)[number];

const DATASETS_MEAN: Readonly<Record<Dataset, string>> = {
  orders: "a row for each order, as it stood",
  commissions: "a row for each commission, as it stood, of the day of its order",
  entries: "a row for each entry of the journals of all promoters",
  events: "a row for each event of the program's log",
  clicks_hourly: "a row for each link and hour with counts of taps, impressions and page views",
};

const FORMATS_MEAN: Readonly<Record<ExportFormat, string>> = {
  parquet: "Apache Parquet, columns compressed with Snappy",
  ndjson: "a JSON object for each row, one a line",
};

export const datasetSchema = words("What is exported", DATASETS, DATASETS_MEAN);
export const formatSchema = words("How files are written", FORMATS, FORMATS_MEAN);

export const exportsSchema = z.strictObject({
  nightly: z
    .array(datasetSchema)
    .max(DATASETS.length)
    .refine((list) => new Set(list).size === list.length, { error: "expected each dataset once" })
    .default([])
    .openapi({ description: "What is exported every night, of the day before in the program's time zone" }),
  format: formatSchema.default("parquet"),
});

/** The setting as it is stored; a word that this code does not know is passed over. */
export interface NightlyExports {
  readonly datasets: readonly Dataset[];
  readonly format: ExportFormat;
}

export function storedNightly(text: string): NightlyExports {
  const { nightly = [], format }: { nightly?: unknown[]; format?: unknown } = JSON.parse(text);
  return {
    datasets: DATASETS.filter((dataset) => nightly.includes(dataset)),
    format: FORMATS.find((known) => known === format) ?? "parquet",
  };
}
