/**
 * Reads JSON that another version of this code may have stored. Members that this code does not know are passed over,
 * and a value that it cannot read stands as it stood before.
 */
import type { z } from "@hono/zod-openapi";
import { WeighedMap } from "../platform/weighed-map.ts";

type Path = readonly PropertyKey[];

/** A member as it was stored, which this code does not know or cannot read. */
export interface StoredMember {
  readonly path: Path;
  readonly value: unknown;
}

export interface Stored<Value> {
  readonly value: Value;
  /** Members that this code does not know. */
  readonly unknown: readonly StoredMember[];
  /** Members whose value this code cannot read; `value` has an earlier one, or the default. */
  readonly unread: readonly StoredMember[];
}

/** Members of members: what stands deeper, or in a list, is taken as it stood before together with them. */
const DEEPEST = 2;
/** Whatever narrows what a rule is for: unread, it would count for more than it was made for. */
const NARROWING = "scope";
/** Each turn takes out what the turn before was refused for. */
const TURNS = 8;

/**
 * @param schema of requests, strict; its defaults stand for what cannot be read and never stood otherwise.
 * @param before tells what stood before, where a member cannot be read.
 * @throws Error when what is left cannot be read either.
 */
export function readStored<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
  before?: () => z.output<Schema> | undefined,
): Stored<z.output<Schema>> {
  const raw = parsed(text);
  const unknown: StoredMember[] = [];
  const unread: StoredMember[] = [];
  let value = raw;
  for (let turn = 0; turn < TURNS; turn += 1) {
    const { success, data, error } = schema.safeParse(value);
    if (success) return { value: data, unknown, unread };
    for (const { path, keys } of refusals(error.issues)) {
      if (keys === null) {
        unread.push({ path, value: memberAt(raw, path) });
        value = withMember(value, path, memberAt(before?.(), path));
        continue;
      }
      for (const key of keys) {
        const member = [...path, key];
        unknown.push({ path: member, value: memberAt(raw, member) });
        value = withMember(value, member, undefined);
      }
    }
  }
  throw new Error("a stored value cannot be read, and neither can what stands for it");
}

/** Of the texts of one kind that an isolate keeps read. */
const KEPT = { entries: 1_000, characters: 500_000 };

/**
 * As `readStored`, for texts that are read again with each change of a program, and never change themselves. What was read
 * whole is kept while there is room.
 */
export function storedReader<Schema extends z.ZodType>(schema: Schema) {
  type Read = Stored<z.output<Schema>>;
  const kept = new WeighedMap<{ readonly read: Read; readonly characters: number }>({
    entries: KEPT.entries,
    weight: KEPT.characters,
    weigh: ({ characters }) => characters,
  });
  return (text: string, before: () => z.output<Schema> | undefined): Read => {
    const known = kept.use(text);
    if (known !== undefined) return known.read;
    const read = readStored(schema, text, before);
    // What something else stands in is read by what stood before, which another program has another one of.
    if (read.unread.length === 0) kept.set(text, { read, characters: text.length });
    return read;
  };
}

/** What a schema refused: members that it does not know, or a member's value; each once. */
function refusals(issues: readonly z.core.$ZodIssue[]): { path: Path; keys: readonly string[] | null }[] {
  const refused = issues.map((issue) =>
    issue.code === "unrecognized_keys" && issue.path.at(-1) !== NARROWING
      ? { path: issue.path, keys: issue.keys }
      : { path: wholeOf(issue.path), keys: null },
  );
  return [...new Map(refused.map((one) => [`${one.keys !== null} ${pathText(one.path)}`, one])).values()];
}

/** The path of the member that is taken as a whole. */
function wholeOf(path: Path): Path {
  const listed = path.findIndex((key) => typeof key === "number");
  return path.slice(0, listed === -1 ? DEEPEST : Math.min(listed, DEEPEST));
}

/** The member at a path; undefined where there is none. */
export function memberAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) => (isMembers(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined),
    value,
  );
}

/** The same with another member at a path; undefined takes it away. */
export function withMember(value: unknown, [key, ...rest]: Path, member: unknown): unknown {
  if (key === undefined) return member ?? {};
  const copy: Record<PropertyKey, unknown> | unknown[] = Array.isArray(value)
    ? [...value]
    : isMembers(value)
      ? { ...value }
      : {};
  const members = copy as Record<PropertyKey, unknown>;
  const next = rest.length === 0 ? member : withMember(members[key], rest, member);
  if (next === undefined) delete members[key];
  else members[key] = next;
  return copy;
}

/** A path as people write it. */
export function pathText(path: Path): string {
  return path.map(String).join(".");
}

function isMembers(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
