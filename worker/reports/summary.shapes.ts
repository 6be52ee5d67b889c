/** The summary of a program on the wire. */
import { z } from "@hono/zod-openapi";
import { named } from "../http/common.shapes.ts";
import {
  compareField,
  customerShape,
  FIGURES_EXAMPLE,
  figuresShape,
  paidShape,
  periodFields,
  previousOf,
  REPORT_EXAMPLE,
  reportShape,
} from "./report.shapes.ts";

const shape = { ...figuresShape, ...customerShape, ...paidShape };

export const summaryQuery = z.object({ ...periodFields, ...compareField });

export const summarySchema = named(
  "ReportSummary",
  z.object({ ...reportShape, ...shape, ...previousOf(shape) }),
  {
    ...REPORT_EXAMPLE,
    ...FIGURES_EXAMPLE,
    customers: 50,
    paidOut: 40_000,
    ltv: 14_000,
  },
);
