/** Bindings that count what is asked of them. They answer as the real ones do. */
import { QUEUE_UNIT_BYTES } from "./prices-2026-11.ts";
import { type Counts, noCounts } from "./counts.ts";

const tally = noCounts();
const cursors = new Set<SqlStorageCursor<Record<string, SqlStorageValue>>>();

export function count(name: keyof Counts, by = 1): void {
  tally[name] += by;
}

/** What was counted since the last time that this was asked. */
export function takeCounts(): Counts {
  settleCursors();
  const taken = { ...tally };
  Object.assign(tally, noCounts());
  return taken;
}

const counted = new WeakMap<object, object>();

/** The environment with every binding that is billed counted. */
export function countedEnv<E extends object>(env: E): E {
  const known = counted.get(env) as E | undefined;
  if (known !== undefined) return known;
  const entries = Object.entries(env).map(([name, binding]) => [name, countedBinding(binding as unknown)]);
  const wrapped = Object.fromEntries(entries) as E;
  counted.set(env, wrapped);
  return wrapped;
}

function countedBinding(binding: unknown): unknown {
  if (typeof binding !== "object" || binding === null) return binding;
  if ("prepare" in binding) return countedDatabase(binding as D1Database);
  if ("getByName" in binding) return countedNamespace(binding as DurableObjectNamespace);
  if ("sendBatch" in binding) return countedQueue(binding as Queue);
  return binding;
}

function countedQueue(queue: Queue): Pick<Queue, "send" | "sendBatch"> {
  const add = (body: unknown): void => {
    count("queueMessages");
    const text = typeof body === "string" ? body : JSON.stringify(body);
    count("queueUnits", Math.ceil(text.length / QUEUE_UNIT_BYTES));
  };
  return {
    send: async (body, options) => {
      add(body);
      return await queue.send(body, options);
    },
    sendBatch: async (messages, options) => {
      const all = [...messages];
      for (const { body } of all) add(body);
      return await queue.sendBatch(all, options);
    },
  };
}

function countedNamespace(namespace: DurableObjectNamespace): Pick<DurableObjectNamespace, "getByName"> {
  return {
    getByName: (name, options) => {
      const stub = namespace.getByName(name, options) as unknown as Record<
        string,
        (...values: unknown[]) => Promise<unknown>
      >;
      return new Proxy(
        {},
        {
          get:
            (_, method: string) =>
            async (...values: unknown[]) => {
              count("objectRequests");
              const startedAt = performance.now();
              try {
                return await stub[method]?.(...values);
              } finally {
                count("objectMs", performance.now() - startedAt);
              }
            },
        },
      ) as unknown as DurableObjectStub;
    },
  };
}

const inner = new WeakMap<object, D1PreparedStatement>();

function countedDatabase(database: D1Database): Pick<D1Database, "prepare" | "batch" | "withSession"> {
  return {
    ...countedSession(database),
    withSession: (start) => {
      const session = database.withSession(start);
      return { ...countedSession(session), getBookmark: () => session.getBookmark() };
    },
  };
}

function countedSession(
  database: Pick<D1Database, "prepare" | "batch">,
): Pick<D1Database, "prepare" | "batch"> {
  return {
    prepare: (query) => countedStatement(database.prepare(query)),
    batch: async <T>(statements: D1PreparedStatement[]) => {
      const results = await database.batch<T>(
        statements.map((statement) => inner.get(statement) ?? statement),
      );
      for (const result of results) countMeta(result.meta);
      return results;
    },
  };
}

/** `first` and `raw` tell no rows, so that both are answered from `all`. */
function countedStatement(statement: D1PreparedStatement): D1PreparedStatement {
  const all = async <T>() => {
    const result = await statement.all<T>();
    countMeta(result.meta);
    return result;
  };
  const wrapped = {
    bind: (...values: unknown[]) => countedStatement(statement.bind(...values)),
    all,
    run: all,
    first: async (column?: string) => {
      const [row] = (await all<Record<string, unknown>>()).results;
      return (column === undefined ? row : row?.[column]) ?? null;
    },
    raw: async () => (await all<object>()).results.map((row) => Object.values(row)),
  } as unknown as D1PreparedStatement;
  inner.set(wrapped, statement);
  return wrapped;
}

function countMeta(meta: { rows_read?: number; rows_written?: number }): void {
  count("rowsRead", meta.rows_read ?? 0);
  count("rowsWritten", meta.rows_written ?? 0);
}

/** Counts the lines that the isolate writes to its log. */
export function countLines(): void {
  for (const level of ["debug", "error", "info", "log", "warn"] as const) {
    const write = console[level].bind(console);
    console[level] = (...said: unknown[]) => {
      count("logEvents");
      write(...said);
    };
  }
}

let patched = false;

/** Counts the statements and alarms of all objects of this isolate: their storage is one class. */
export function countStorage({ storage }: DurableObjectState): void {
  if (patched) return;
  patched = true;
  const sql = Object.getPrototypeOf(storage.sql) as SqlStorage;
  // oxlint-disable-next-line typescript/unbound-method -- called with the storage that it was taken from
  const exec = sql.exec;
  sql.exec = function exec_<T extends Record<string, SqlStorageValue>>(
    this: SqlStorage,
    query: string,
    ...values: unknown[]
  ) {
    const cursor = exec.call(this, query, ...values) as SqlStorageCursor<T>;
    cursors.add(cursor);
    if (cursors.size > 10_000) settleCursors();
    return cursor;
  };
  const owner = Object.getPrototypeOf(storage) as DurableObjectStorage;
  // oxlint-disable-next-line typescript/unbound-method -- as above
  const setAlarm = owner.setAlarm;
  owner.setAlarm = async function setAlarm_(this: DurableObjectStorage, at, options) {
    count("rowsWritten");
    await setAlarm.call(this, at, options);
  };
}

/** A cursor knows its rows when it was read to its end, which here is at once. */
function settleCursors(): void {
  for (const cursor of cursors) {
    count("rowsRead", cursor.rowsRead);
    count("rowsWritten", cursor.rowsWritten);
  }
  cursors.clear();
}
