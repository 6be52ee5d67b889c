/** Which version of a setting is asked for: the newest, one as of a time, or one by number. */
import { z } from "@hono/zod-openapi";
import { instantSchema } from "../http/common.shapes.ts";
import type { VersionQuery } from "./programs.tables.ts";

/** Which version of settings or rules to read. */
export const versionQuery = z.object({
  version: z
    .string()
    .regex(/^[0-9]{1,9}$/)
    .transform(Number)
    .optional()
    .openapi({ type: "integer", example: 1, description: "The version of this number; absent: the newest" }),
  at: instantSchema("The version in force then, where no `version` is asked for").optional(),
});

export function versionAsked(query: z.output<typeof versionQuery>): VersionQuery {
  if (query.version !== undefined) return { kind: "number", version: query.version };
  return query.at === undefined ? { kind: "newest" } : { kind: "at", atMs: query.at };
}
