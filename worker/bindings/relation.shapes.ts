/** Relations as they are imported, one a line: who stands under whom, and who is a promoter. */
import { z } from "@hono/zod-openapi";
import { parseJson } from "../platform/json-text.ts";
import { opaqueIdSchema } from "../http/common.shapes.ts";

export const relationSchema = z
  .strictObject({
    memberId: opaqueIdSchema,
    uplineMemberId: opaqueIdSchema.optional(),
    promoter: z.boolean().default(false),
  })
  .openapi("Relation");

export type Relation = z.output<typeof relationSchema>;

/** A relation that can be read, with its line, from 1; or the line's number and what is wrong with it. */
export type RelationReading =
  | { readonly kind: "relation"; readonly line: number; readonly relation: Relation }
  | { readonly kind: "faulty"; readonly line: number; readonly message: string };

export function readRelation(text: string, line: number): RelationReading {
  const value = parseJson(text);
  if (value === undefined) return { kind: "faulty", line, message: "the line is not JSON" };
  const parsed = relationSchema.safeParse(value);
  if (parsed.success) return { kind: "relation", line, relation: parsed.data };
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String).join(".") ?? "";
  return {
    kind: "faulty",
    line,
    message: `${path}${path === "" ? "" : ": "}${issue?.message ?? "unreadable"}`,
  };
}
