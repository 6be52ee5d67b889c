/** An object as it is when its first life died as soon as it had made its tables: nothing is in them yet. */
import type { ObjectClass } from "./parts.ts";
import type { Statements } from "./statements.ts";
import { Cursor, keyValues } from "./storage-views.ts";

export function makeKv(statements: Statements): void {
  statements.script("CREATE TABLE _kv (key TEXT PRIMARY KEY, value TEXT) STRICT");
}

export function makeTables(statements: Statements, objectClass: ObjectClass): void {
  makeKv(statements);
  const exec = (sql: string, ...bindings: unknown[]) => new Cursor(statements.rows(sql, bindings));
  const storage = {
    sql: { exec },
    kv: keyValues(exec),
    transactionSync: <T>(work: () => T): T => work(),
    // Its life is over before it hears of its alarm.
    getAlarm: async () => await new Promise<never>(() => {}),
  };
  const ctx = {
    id: { name: "" },
    storage,
    blockConcurrencyWhile: async (work: () => Promise<unknown>) => await work(),
  };
  // oxlint-disable-next-line no-new -- its constructor makes the tables, and nothing else of it lives on
  new objectClass(ctx as unknown as DurableObjectState, {} as Env);
  statements.rows("DELETE FROM _kv", []);
}
