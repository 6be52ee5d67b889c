/**
 * The databases alone, without the Worker: what is to be true of them before the first request is made true here. Only
 * who started them is answered.
 */
import { randomUUID } from "node:crypto";
import type { Batch } from "./migrate.ts";
import type { Project } from "./project.ts";
import { run } from "./runtime.ts";

/** A whole batch is one call: each statement that is prepared from outside takes a hundredth of a second. */
const BATCHES = `export default {
  async fetch(request, { SECRET, ...databases }) {
    if (request.headers.get("authorization") !== SECRET) return new Response(null, { status: 404 });
    const { binding, statements } = await request.json();
    const database = databases[binding];
    const prepared = statements.map(({ query, values = [] }) => database.prepare(query).bind(...values));
    try {
      return Response.json({ rows: (await database.batch(prepared)).map(({ results }) => results) });
    } catch (error) {
      return Response.json({ message: error.message });
    }
  },
};`;

export interface Databases {
  /** Runs batches of the database that the Worker knows by this name. */
  batchesOf(binding: string): Batch;
  /** The database, as the Worker is bound to it. */
  bound(binding: string): Promise<unknown>;
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
  return {
    batchesOf: (binding) => async (statements) => {
      const answer = await runtime.dispatchFetch("http://databases", {
        method: "POST",
        headers: { authorization: secret },
        body: JSON.stringify({ binding, statements }),
      });
      return rowsOf(await answer.json());
    },
    bound: async (binding) => await runtime.getD1Database(binding),
    dispose: async () => await runtime.dispose(),
  };
}

function rowsOf(answer: unknown): Awaited<ReturnType<Batch>> {
  const { rows, message } = answer as { rows?: Awaited<ReturnType<Batch>>; message?: string };
  if (rows === undefined) throw new Error(message);
  return rows;
}
