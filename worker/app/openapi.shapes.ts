/** An OpenAPI document, as far as this API describes it. */
import { z } from "@hono/zod-openapi";
import { withExample } from "../http/common.shapes.ts";

export const openApiSchema = withExample(
  z.looseObject({ openapi: z.string().openapi({ description: "The version of OpenAPI" }) }),
  { openapi: "3.1.0" },
);
