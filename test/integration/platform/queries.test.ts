/** What drizzle asks, D1 answers; and what D1 refuses comes out in D1's own words, without what was sent. */
import { env } from "cloudflare:workers";
import { asc, eq, sql } from "drizzle-orm";
import { alias, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { describe, expect, test } from "vitest";
import { prepared, queries } from "../../../worker/platform/queries.ts";
import { totals } from "../../../worker/read-models/schema.tables.ts";
import { call, newProgram } from "../../support/api-client.ts";

const missing = sqliteTable("no_such_table", { id: integer(), body: text() });
const SENT = "what a person sent";

function add(label: string, n: number) {
  return queries(env.REPORTS).run(
    sql`INSERT INTO ${totals} (kind, label, n) SELECT 'test', ${label}, ${n} WHERE ${n} > 0`,
  );
}

const nOf = prepared(["label"], (asking, { label }) =>
  asking.select({ n: totals.n }).from(totals).where(eq(totals.label, label)),
);

describe("a failure is what D1 said", () => {
  const missingOf = prepared(["body"], (asking, { body }) =>
    asking.select().from(missing).where(eq(missing.body, body)),
  );
  test.each<[string, () => PromiseLike<unknown>]>([
    ["rows", () => queries(env.REPORTS).select().from(missing).where(eq(missing.body, SENT))],
    ["one row", () => queries(env.REPORTS).select().from(missing).where(eq(missing.body, SENT)).get()],
    ["a write", () => queries(env.REPORTS).insert(missing).values({ body: SENT })],
    ["a template", () => queries(env.REPORTS).run(sql`DELETE FROM ${missing} WHERE body = ${SENT}`)],
    [
      "rows of a template",
      () => queries(env.REPORTS).all(sql`SELECT * FROM ${missing} WHERE body = ${SENT}`),
    ],
    ["a prepared read", () => missingOf(env.REPORTS, { body: SENT })],
    ["a batch", () => queries(env.REPORTS).batch([add("failed", 1), missingOf(env.REPORTS, { body: SENT })])],
  ])("of %s", async (_, ask) => {
    const said: unknown = await ask().then(
      () => null,
      (error: unknown) => error,
    );
    expect(said).toMatchObject({ message: expect.stringMatching(/^D1_ERROR: no such table: no_such_table/) });
    expect(String((said as Error).stack)).not.toContain(SENT);
  });

  test("and a batch that fails writes nothing", async () => {
    expect(await nOf(env.REPORTS, { label: "failed" })).toEqual([]);
  });
});

test("a request that D1 does not answer is 503, whichever statement failed", async () => {
  const { path } = await newProgram();
  const failing = new Proxy(env.LINKS, {
    get: (target, key) =>
      key === "prepare"
        ? () => target.prepare("SELECT * FROM no_such_table WHERE ?1 = ?2")
        : Reflect.get(target, key),
  });
  const answer = await call("GET", `${path}/links`, { env: { ...env, LINKS: failing } });
  expect([answer.status, answer.body.code]).toEqual([503, "unavailable"]);
});

test("a batch takes templates and built statements, and answers each in its own form", async () => {
  const [added, rows, read] = await queries(env.REPORTS).batch([
    add("batch", 3),
    queries(env.REPORTS).all<{ twice: number }>(
      sql`SELECT n * ${2} AS twice FROM ${totals} WHERE label = ${"batch"}`,
    ),
    queries(env.REPORTS).select().from(totals).where(eq(totals.label, "batch")).orderBy(asc(totals.n)),
  ]);
  expect(added.meta.changes).toBe(1);
  expect(rows).toEqual([{ twice: 6 }]);
  expect(read).toEqual([{ kind: "test", label: "batch", n: 3, amount: 0 }]);
});

test("two columns of one name are refused in a batch, and pass with an alias", async () => {
  const other = alias(totals, "other");
  const joined = queries(env.REPORTS)
    .select({ n: totals.n, same: other.n })
    .from(totals)
    .innerJoin(other, eq(other.n, totals.n))
    .limit(1);
  const aliased = queries(env.REPORTS)
    .select({ n: totals.n, same: sql<number>`${other.n}`.as("same") })
    .from(totals)
    .innerJoin(other, eq(other.n, totals.n))
    .limit(1);
  await add("joined", 4);
  await expect(queries(env.REPORTS).batch([joined])).rejects.toThrow("two columns of one name");
  expect(await queries(env.REPORTS).batch([aliased])).toEqual([
    [{ n: expect.any(Number), same: expect.any(Number) }],
  ]);
});

test("a prepared read takes the values and the database of each call", async () => {
  await queries(env.REPORTS).batch([add("one", 1), add("two", 2)]);
  const both = [nOf(env.REPORTS, { label: "one" }), nOf(env.REPORTS, { label: "two" })] as const;
  expect(await Promise.all(both)).toEqual([[{ n: 1 }], [{ n: 2 }]]);
  expect(await queries(env.REPORTS).batch(both)).toEqual([[{ n: 1 }], [{ n: 2 }]]);
  await expect(nOf(env.CONFIG, { label: "one" })).rejects.toThrow("no such table: totals");
});
