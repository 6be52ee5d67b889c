/** Every environment of wrangler.toml has all that the first has, under names of its own: nothing is shared by accident. */
import { expect, test } from "vitest";
import { unstable_readConfig } from "wrangler";
import { logEvents, type Observability } from "../../../bench/cost/observability.ts";

const ENVIRONMENTS = ["staging"];

/** What is read of wrangler's configuration. */
interface Configuration {
  readonly name: string | undefined;
  readonly d1_databases: readonly { readonly database_name?: string; readonly database_id?: string }[];
  readonly r2_buckets: readonly { readonly bucket_name?: string }[];
  readonly durable_objects: object;
  readonly queues: {
    readonly producers?: readonly { readonly binding: string; readonly queue: string }[];
    readonly consumers?: readonly {
      readonly queue: string;
      readonly dead_letter_queue?: string;
      readonly max_retries?: number;
      readonly max_concurrency?: number | null;
    }[];
  };
  readonly vars: { readonly DEAD_LETTER_QUEUES?: unknown };
  readonly migrations: object;
  readonly triggers: object;
  readonly observability?: Observability | undefined;
}

/** What an environment has for itself, or has to have as the first. */
const COMPARED = [
  "name",
  "d1_databases",
  "r2_buckets",
  "durable_objects",
  "queues",
  "vars",
  "migrations",
  "triggers",
  "observability",
] as const satisfies readonly (keyof Configuration)[];

function configOf(env?: string): Configuration {
  const all: Configuration = unstable_readConfig(
    { config: "wrangler.toml", ...(env === undefined ? {} : { env }) },
    { hideWarnings: true },
  );
  return Object.fromEntries(COMPARED.map((key) => [key, all[key]])) as unknown as Configuration;
}

const first = configOf();

/** Resources of an account, by which two environments would meet. */
function namesIn({ d1_databases, r2_buckets, queues, name }: Configuration): (string | undefined)[] {
  return [
    name,
    ...d1_databases.flatMap(({ database_name, database_id }) => [database_name, database_id]),
    ...r2_buckets.map(({ bucket_name }) => bucket_name),
    ...(queues.consumers ?? []).map(({ queue }) => queue),
  ];
}

test.each(ENVIRONMENTS)(
  "the environment %s has every binding, consumer and migration of the first",
  (env) => {
    const text = JSON.stringify(configOf(env)).replaceAll(`tributary-${env}`, "tributary");
    const database = /"database_id":"[^"]*"/g;
    expect(JSON.parse(text.replaceAll(database, `"database_id":""`))).toEqual(
      JSON.parse(JSON.stringify(first).replaceAll(database, `"database_id":""`)),
    );
  },
);

test("no two environments share a database, a queue or a Worker", () => {
  const names = [undefined, ...ENVIRONMENTS].flatMap((env) => namesIn(configOf(env)));
  expect(new Set(names).size).toBe(names.length);
});

const sorted = (names: readonly string[]) => names.toSorted((a, b) => a.localeCompare(b));

test("the queues of dead letters, and no others, are named as such, consumed, and can be asked", () => {
  for (const { queues, vars } of [first, ...ENVIRONMENTS.map((env) => configOf(env))]) {
    const consumers = queues.consumers ?? [];
    const named = consumers.flatMap(({ dead_letter_queue }) => dead_letter_queue ?? []);
    const dead = sorted([...new Set(named)]);
    expect(dead.length).toBeGreaterThan(0);
    expect(sorted(String(vars.DEAD_LETTER_QUEUES).split(","))).toEqual(dead);
    const names = consumers.map(({ queue }) => queue);
    expect(dead.filter((queue) => !names.includes(queue))).toEqual([]);
    const asked = (queues.producers ?? []).filter(({ binding }) => binding.endsWith("_DEAD"));
    expect(sorted(asked.map(({ queue }) => queue))).toEqual(dead);
  }
});

test("everywhere the share of logs that is kept is said, and a request without lines writes none", () => {
  for (const { observability = {} } of [first, ...ENVIRONMENTS.map(configOf)]) {
    expect(observability.logs?.head_sampling_rate).toBeTypeOf("number");
    expect(logEvents(observability, 1_000_000, 0)).toBe(0);
  }
});

test("no queue is consumed by more than a database bears, and every message is tried for days", () => {
  for (const { queues } of [first, ...ENVIRONMENTS.map((env) => configOf(env))]) {
    const unbounded = (queues.consumers ?? []).filter(
      ({ max_concurrency, max_retries }) => (max_concurrency ?? Infinity) > 5 || max_retries !== 100,
    );
    expect(unbounded).toEqual([]);
  }
});
