/**
 * The databases alone, without the Worker: what is to be true of them before the first request is made true here. Only
 * who started them is answered.
 */
import { randomUUID } from "node:crypto";
import type { Batch, Statement } from "./migrate.ts";
import type { Project } from "./project.ts";
import { run } from "./runtime.ts";

/** A whole batch is one call: each statement that is prepared from outside takes a hundredth of a second. */
const BATCHES = `export default {
  async fetch(request, { SECRET, ...databases }) {
    if (request.headers.get("authorization") !== SECRET) return new Response(null, { status: 404 });
    const { binding, statements, inLists } = await request.json();
    const database = databases[binding];
    const prepared = statements.map(({ query, values = [] }) => database.prepare(query).bind(...values));
    try {
      if (inLists) return Response.json({ rows: await Promise.all(prepared.map((statement) => statement.raw())) });
      return Response.json({ rows: (await database.batch(prepared)).map(({ results }) => results) });
    } catch (error) {
      return Response.json({ message: error.message });
    }
  },
};`;

/** A row with its names, or in a list as its values alone. */
type Row = Readonly<Record<string, unknown>> | readonly unknown[];
type Ask = (statements: readonly Statement[], inLists: boolean) => Promise<readonly (readonly Row[])[]>;

/** What queries need of a database. */
export interface Bound {
  prepare(query: string): Prepared;
}

interface Prepared {
  bind(...values: unknown[]): Prepared;
  all(): Promise<{ readonly results: readonly Row[] }>;
  run(): Promise<{ readonly results: readonly Row[] }>;
  raw(): Promise<readonly Row[]>;
}

export interface Databases {
  /** Runs batches of the database that the Worker knows by this name. */
  batchesOf(binding: string): Batch;
  /** The database as the Worker is bound to it, for what is read and written one by one. */
  bound(binding: string): Bound;
  dispose(): Promise<void>;
}

export async function runDatabases(project: Project, data: string): Promise<Databases> {
  const secret = randomUUID();
  const worker = {
    name: "databases",
    compatibilityDate: project.options["compatibilityDate"],
    modules: [{ type: "ESModule", path: "batches.mjs", contents: BATCHES }],
    bindings: { SECRET: secret },
    d1Databases: project.options["d1Databases"],
  };
  const runtime = await run([worker], data);
  const askOf =
    (binding: string): Ask =>
    async (statements, inLists) => {
      const answer = await runtime.dispatchFetch("http://databases", {
        method: "POST",
        headers: { authorization: secret },
        body: JSON.stringify({ binding, statements, inLists }),
      });
      return rowsOf(await answer.json());
    };
  return {
    batchesOf: (binding) => async (statements) =>
      (await askOf(binding)(statements, false)) as Awaited<ReturnType<Batch>>,
    bound: (binding) => ({ prepare: (query) => prepared(askOf(binding), { query }) }),
    dispose: async () => await runtime.dispose(),
  };
}

/** miniflare's own would block this process for each call, and start a thread for that. */
function prepared(ask: Ask, statement: Statement): Prepared {
  const all = async (): Promise<{ readonly results: readonly Row[] }> => {
    const [results = []] = await ask([statement], false);
    return { results };
  };
  return {
    bind: (...values) => prepared(ask, { ...statement, values }),
    all,
    run: all,
    raw: async () => {
      const [rows = []] = await ask([statement], true);
      return rows;
    },
  };
}

function rowsOf(answer: unknown): readonly (readonly Row[])[] {
  const { rows, message } = answer as { rows?: readonly (readonly Row[])[]; message?: string };
  if (rows === undefined) throw new Error(message);
  return rows;
}
