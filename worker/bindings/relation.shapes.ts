/** Relations as they are imported, one a line: who stands under whom, and who is a promoter; and what is answered. */
import { z } from "@hono/zod-openapi";
import { parseJson } from "../platform/json-text.ts";
import { countAnswer, memberIdSchema, named } from "../http/common.shapes.ts";

export const relationSchema = named(
  "Relation",
  z.strictObject({
    memberId: memberIdSchema,
    uplineMemberId: memberIdSchema.optional().openapi({
      description: "The member above: a promoter's upline, or whom a customer is bound to",
    }),
    promoter: z.boolean().default(false).openapi({ description: "Whether the member is a promoter" }),
  }),
  { memberId: "user-12", uplineMemberId: "user-3", promoter: true },
);

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

const counts = {
  lines: countAnswer("Lines read so far"),
  joined: countAnswer("Members who became promoters"),
  bound: countAnswer("Customers who were bound"),
  unchanged: countAnswer("Lines that stood before as received"),
  refused: countAnswer("Lines that were refused"),
  waiting: countAnswer("Lines whose upline has not come yet"),
};

/** A line of the answer to an import. */
export const importReportSchema = named(
  "ImportReport",
  z.union([
    z.object({
      type: z.literal("progress").openapi({ description: "`progress`: every so many lines" }),
      ...counts,
    }),
    z.object({
      type: z.literal("refused").openapi({ description: "`refused`: one line, with its reason" }),
      line: z.int().openapi({ description: "Number of the line, from 1" }),
      memberId: z.string().nullable().openapi({ description: "Null where the line cannot be read" }),
      reason: z.string().openapi({
        description:
          "A code such as `unknown_upline`, `cycle` where members name each other as uplines, or what cannot be read",
      }),
    }),
    z.object({ type: z.literal("done").openapi({ description: "`done`: the last line" }), ...counts }),
    z.object({
      type: z
        .literal("failed")
        .openapi({ description: "`failed`: the last line; send the same lines again" }),
      code: z.string().openapi({ description: "The code of the problem, as any refusal has one" }),
      detail: z.string().openapi({ description: "The problem in a sentence" }),
      ...counts,
    }),
  ]),
  { type: "done", lines: 2, joined: 1, bound: 1, unchanged: 0, refused: 0, waiting: 0 },
);

export type ImportReport = z.output<typeof importReportSchema>;
