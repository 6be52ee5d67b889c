/** A ledger or a book of a shop as it is at one moment, to be put back to it later: all that it stores. */
import { abortAllDurableObjects, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import type { Shop } from "../shop.ts";

type Row = Record<string, SqlStorageValue>;

interface ObjectCopy {
  readonly tables: ReadonlyMap<string, readonly Row[]>;
  readonly kv: ReadonlyMap<string, unknown>;
}

function ledgerOf(shop: Shop) {
  return env.COMMISSION_LEDGER.getByName(`${shop.id}/0`);
}

function bookOf(shop: Shop) {
  return env.ACCOUNT_BOOK.getByName(`${shop.id}/0`);
}

/** Those of ours: the runtime's own are not to be read. */
function tablesOf(sql: SqlStorage): string[] {
  const names = sql.exec<{ name: string }>(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
  );
  return [...names].map(({ name }) => name);
}

function allOf({ sql, kv }: DurableObjectStorage): ObjectCopy {
  return {
    tables: new Map(tablesOf(sql).map((name) => [name, [...sql.exec<Row>(`SELECT * FROM ${name}`)]])),
    kv: new Map(kv.list()),
  };
}

export async function copyLedger(shop: Shop): Promise<ObjectCopy> {
  return await runInDurableObject(ledgerOf(shop), (_instance, { storage }) => allOf(storage));
}

export async function copyBook(shop: Shop): Promise<ObjectCopy> {
  return await runInDurableObject(bookOf(shop), (_instance, { storage }) => allOf(storage));
}

/** As the ledger was before its first order, and before it was ever woken. */
export function withoutOrders({ tables, kv }: ObjectCopy): ObjectCopy {
  const emptied = [...tables].map(([name, rows]) => [name, name === "schema_steps" ? rows : []] as const);
  const kept = [...kv].filter(([key]) => key !== "wakes" && key !== "projection_marks");
  return { tables: new Map(emptied), kv: new Map(kept) };
}

function write(storage: DurableObjectStorage, { tables, kv: pairs }: ObjectCopy): void {
  const { sql, kv } = storage;
  storage.transactionSync(() => {
    sql.exec("PRAGMA defer_foreign_keys = ON");
    // What guards the journal from being written anew guards it from this too.
    const triggers = [
      ...sql.exec<{ name: string; sql: string }>(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'",
      ),
    ];
    for (const { name } of triggers) sql.exec(`DROP TRIGGER ${name}`);
    for (const name of tablesOf(sql)) sql.exec(`DELETE FROM ${name}`);
    for (const [name, rows] of tables) {
      for (const row of rows) {
        const columns = Object.keys(row);
        const places = columns.map(() => "?").join();
        sql.exec(`INSERT INTO ${name} (${columns.join()}) VALUES (${places})`, ...Object.values(row));
      }
    }
    for (const trigger of triggers) sql.exec(trigger.sql);
    for (const key of new Map(kv.list()).keys()) kv.delete(key);
    for (const [key, value] of pairs) kv.put(key, value);
  });
}

/** The ledger begins anew with what it had then. */
export async function putLedgerBack(shop: Shop, copy: ObjectCopy): Promise<void> {
  await runInDurableObject(ledgerOf(shop), (_instance, { storage }) => write(storage, copy));
  await abortAllDurableObjects();
}

/** The book begins anew with what it had then. */
export async function putBookBack(shop: Shop, copy: ObjectCopy): Promise<void> {
  await runInDurableObject(bookOf(shop), (_instance, { storage }) => write(storage, copy));
  await abortAllDurableObjects();
}

/** The history that Cloudflare keeps of an object, and workerd does not: the ledger has one moment of it. */
export async function keepMoment(shop: Shop, copy: ObjectCopy): Promise<void> {
  await runInDurableObject(ledgerOf(shop), (_instance, { storage }) => {
    Object.assign(storage, {
      getBookmarkForTime: async () => await Promise.resolve("then"),
      onNextSessionRestoreBookmark: async () => {
        write(storage, copy);
        return await Promise.resolve("now");
      },
    });
  });
}
