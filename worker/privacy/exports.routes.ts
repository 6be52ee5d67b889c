/** All that is stored of a person, for whoever asks the merchant for it. */
import type { z } from "@hono/zod-openapi";
import { type ApiApp, requireProgram } from "../access/api-env.ts";
import { defineRoute } from "../access/route.ts";
import { promoterParams } from "../http/common.shapes.ts";
import { streamLines } from "../http/files/ndjson.ts";
import { shareOrigin } from "../links/share-origin.ts";
import { findPromoter } from "../promoters/find-promoter.ts";
import { customerParams } from "./erasure.shapes.ts";
import { customerLines, promoterLines } from "./export-person.ts";
import { type ExportedLine, exportedSchema } from "./export.shapes.ts";

const LINES: { readonly description: string; readonly content: Record<string, { schema: z.ZodType }> } = {
  description: "A JSON object for each thing that is stored, one a line",
  content: { "application/x-ndjson": { schema: exportedSchema } },
};

const exportCustomer = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/customers/{customerId}/export",
  operationId: "exportCustomer",
  tag: "Personal data",
  summary: "All that is stored of a customer: touches, bindings, orders, and webhooks that could not be used",
  access: ["operator", "key:manage"],
  request: { params: customerParams },
  responses: { 200: LINES },
});

const exportPromoter = defineRoute({
  method: "get",
  path: "/v1/programs/{program}/promoters/{id}/export",
  operationId: "exportPromoter",
  tag: "Personal data",
  summary: "All that is stored of a promoter, also as a customer; the journal has its own export",
  description: "Payees are masked, as everywhere.",
  access: ["operator", "key:manage"],
  request: { params: promoterParams },
  responses: { 200: LINES },
});

export function registerExports(app: ApiApp): void {
  app.openapi(exportCustomer, (c) => {
    const { program } = requireProgram(c);
    return streamLines(customerLines(c.env, program, c.req.valid("param").customerId));
  });
  app.openapi(exportPromoter, async (c) => {
    const { program } = requireProgram(c);
    const promoter = await findPromoter(c.env, program, c.req.valid("param").id);
    const own = promoterLines(c.env, program, promoter, shareOrigin(c, program));
    return streamLines(both(own, customerLines(c.env, program, promoter.memberId)));
  });
}

async function* both(...parts: readonly AsyncGenerator<ExportedLine>[]): AsyncGenerator<ExportedLine> {
  for (const lines of parts) yield* lines;
}
