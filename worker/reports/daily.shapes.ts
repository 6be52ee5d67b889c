/** A report by days on the wire. */
import { z } from "@hono/zod-openapi";
import { pageFields } from "../http/page.shapes.ts";
import {
  compareField,
  customerShape,
  FIGURES_EXAMPLE,
  figuresShape,
  paidShape,
  periodFields,
  previousOf,
  reportPageOf,
} from "./report.shapes.ts";

const shape = { ...figuresShape, ...customerShape, ...paidShape };

export const dailyQuery = z.object({
  ...periodFields,
  ...compareField,
  sort: z
    .enum(["day", "-day"])
    .default("day")
    .openapi({ description: "`day`: earliest first; `-day`: latest first" }),
  ...pageFields,
});

export const dailyFileQuery = z.object({ ...periodFields, ...compareField });

const daySchema = z.object({
  day: z.string().openapi({ example: "2026-11-22", description: "The day in the report's time zone" }),
  ...shape,
  ...previousOf(shape),
});

export const dailySchema = reportPageOf(daySchema, {
  day: "2026-11-22",
  ...FIGURES_EXAMPLE,
  customers: 50,
  paidOut: 40_000,
  ltv: 14_000,
});
