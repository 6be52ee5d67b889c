/** The SQL storage of a Durable Object in memory, so that its real storage classes run in plain Node. */
import { BACKFILL_TABLE } from "../../durable-objects/object/backfill-storage.ts";
import { Database } from "../simulation/platform/database.ts";

export function memorySql(...steps: readonly (readonly string[])[]): SqlStorage {
  const database = new Database();
  for (const statement of [BACKFILL_TABLE, ...steps.flat()]) database.script(statement);
  const exec = (query: string, ...bindings: unknown[]) => {
    const rows = database.query(query, bindings);
    return {
      toArray: () => rows,
      [Symbol.iterator]: () => rows[Symbol.iterator](),
      one: () => {
        if (rows.length !== 1) throw new Error(`expected one row, got ${rows.length}`);
        return rows[0];
      },
    };
  };
  return { exec } as unknown as SqlStorage;
}
