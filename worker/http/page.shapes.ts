/** Pages of lists on the wire: `limit` and `cursor` asked, `data` and `nextCursor` answered. */
import { z } from "@hono/zod-openapi";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { exampleOf, instantAnswer, withExample } from "./common.shapes.ts";

const DEFAULT_LIMIT = 50;

/** `?limit=` and `?cursor=`; to be spread into a query's schema. */
export const pageFields = {
  limit: z
    .string()
    .regex(/^[0-9]{1,3}$/)
    .transform(Number)
    .pipe(z.int().min(1).max(LIMITS.pageSize))
    .default(DEFAULT_LIMIT)
    .openapi({
      type: "integer",
      minimum: 1,
      maximum: LIMITS.pageSize,
      default: DEFAULT_LIMIT,
      description: "Entries of the page, at most",
    }),
  cursor: z
    .string()
    .min(1)
    .max(1_024)
    .optional()
    .openapi({ description: "`nextCursor` of the page before; absent for the first page" }),
};

export const pageQuery = z.object(pageFields);

const nextCursor = z
  .string()
  .nullable()
  .openapi({ description: "The `cursor` of the next page; null on the last one" });

/** A page of entries of a schema. */
export function pageOf<Entry extends z.ZodType>(entry: Entry) {
  const page = z.object({ data: z.array(entry), nextCursor });
  return withExample(page, { data: [exampleOf(entry)], nextCursor: null });
}

/** A page of a list that may lag behind what it lists. */
export function laggingPageOf<Entry extends z.ZodType>(entry: Entry) {
  const asOf = instantAnswer("How far the list is; null while nothing was listed").nullable();
  const page = z.object({ data: z.array(entry), nextCursor, asOf });
  const example = { data: [exampleOf(entry)], nextCursor: null, asOf: "2026-11-22T08:00:00.000Z" };
  return withExample(page, example as z.input<typeof page>);
}

/** All entries at once, for lists that are bounded by themselves. */
export function listOf<Entry extends z.ZodType>(entry: Entry) {
  const list = z.object({ data: z.array(entry) });
  return withExample(list, { data: [exampleOf(entry)] });
}

/** A number of a query, of up to four digits. */
export const wholeNumber = (minimum: number, maximum: number, usual: number, description: string) =>
  z
    .string()
    .regex(/^[0-9]{1,4}$/)
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum))
    .default(usual)
    .openapi({ type: "integer", minimum, maximum, default: usual, description });
