/** How long after the click orders come, over HTTP. */
import type { z } from "@hono/zod-openapi";
import { CLICK_TO_ORDER_CLASSES } from "../../../domain/reports/click-to-order.ts";
import type { ApiApp, ApiContext } from "../../access/api-env.ts";
import { defineRoute } from "../../access/route.ts";
import { programParams } from "../../http/common.shapes.ts";
import { json, text } from "../../http/route-parts.ts";
import { keepEndsOf } from "../keep-ends.ts";
import { sumsOfKeys } from "../order-sums.tables.ts";
import { onePage, reportFile } from "../report-file.ts";
import { READERS, reportOf, REPORTS_PATH } from "../report-of.ts";
import {
  classShape,
  clickToOrderQuery,
  clickToOrderSchema,
  presentClasses,
} from "./click-to-order.shapes.ts";

const readClasses = defineRoute({
  method: "get",
  path: `${REPORTS_PATH}/click-to-order`,
  operationId: "reportClickToOrder",
  tag: "Reports",
  summary: "How long after the click that decided them orders came, in classes of time",
  description:
    "Counted from the click that an order rests on most. A glut under five seconds is how stolen orders look.",
  access: READERS,
  request: { params: programParams, query: clickToOrderQuery },
  responses: { 200: json(clickToOrderSchema, "The classes") },
});

const readFile = defineRoute({
  method: "get",
  path: `${REPORTS_PATH}/click-to-order.csv`,
  operationId: "reportClickToOrderFile",
  tag: "Reports",
  summary: "How long after the click orders came, as a file: a line for each class",
  access: READERS,
  request: { params: programParams, query: clickToOrderQuery },
  responses: { 200: text("text/csv", "The lines") },
});

export function registerClickToOrder(app: ApiApp): void {
  app.openapi(readClasses, async (c) => {
    const { report, classes } = await classesOf(c, c.req.valid("query"));
    return c.json({ ...report, data: classes }, 200);
  });
  app.openapi(readFile, async (c) => {
    const { classes } = await classesOf(c, c.req.valid("query"));
    return reportFile(Object.keys(classShape), onePage(classes));
  });
}

async function classesOf(c: ApiContext, asked: z.output<typeof clickToOrderQuery>) {
  const { program, period, report } = await reportOf(c, asked);
  const keys = ["", ...CLICK_TO_ORDER_CLASSES.map(({ fromMs }) => String(fromMs))];
  const where = { dimension: "click_to_order", period } as const;
  await keepEndsOf(c.env.REPORTS, program, "click_to_order", { period, nowMs: Date.now() });
  const sums = await sumsOfKeys(c.env.REPORTS, program.id, where, keys);
  return { report, classes: presentClasses(CLICK_TO_ORDER_CLASSES, sums) };
}
