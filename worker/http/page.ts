/** Pages of lists: a bounded number of entries, and an opaque cursor to the next. */
import { parseJson } from "../platform/json-text.ts";
import { ApiProblem } from "./problem.ts";

type CursorPart = string | number;

/** A cursor of one list: its name keeps it from being used on another. */
export function encodeCursor(list: string, parts: readonly CursorPart[]): string {
  return Buffer.from(JSON.stringify([list, ...parts])).toString("base64url");
}

/**
 * The parts of a cursor, or undefined when none was given.
 *
 * @param shape a sample of each part: a string, or a number, which must come as a safe integer of 0 or more.
 * @throws ApiProblem `invalid_parameter` (422) for anything that {@link encodeCursor} did not make for this list.
 */
export function decodeCursor<const T extends readonly CursorPart[]>(
  list: string,
  cursor: string | undefined,
  shape: T,
): { [K in keyof T]: T[K] extends number ? number : string } | undefined {
  if (cursor === undefined) return undefined;
  const parts = parseList(Buffer.from(cursor, "base64url").toString("utf8"));
  const fits =
    parts.length === shape.length + 1 &&
    parts[0] === list &&
    shape.every((sample, index) => fitsSample(parts[index + 1], sample));
  if (!fits) {
    throw new ApiProblem("invalid_parameter", {
      errors: [{ path: "cursor", message: "not a cursor of this list" }],
    });
  }
  return parts.slice(1) as { [K in keyof T]: T[K] extends number ? number : string };
}

function fitsSample(part: unknown, sample: CursorPart): boolean {
  if (typeof sample === "string") return typeof part === "string";
  return typeof part === "number" && Number.isSafeInteger(part) && part >= 0;
}

function parseList(text: string): unknown[] {
  const value = parseJson(text);
  return Array.isArray(value) ? value : [];
}

/** Cuts one entry more than asked for, and says where the next page begins. */
export function cutPage<T>(
  entries: readonly T[],
  limit: number,
  cursorAfter: (last: T) => string,
): { data: T[]; nextCursor: string | null } {
  const data = entries.slice(0, limit);
  const last = data.at(-1);
  const more = entries.length > limit && last !== undefined;
  return { data, nextCursor: more ? cursorAfter(last) : null };
}
