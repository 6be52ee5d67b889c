/** An object's storage as it is, and put back later: as a recovery to a moment does, and with a life that begins anew. */
import { evictDurableObject, runInDurableObject } from "cloudflare:test";

type Row = Record<string, SqlStorageValue>;

export interface ObjectImage {
  readonly tables: ReadonlyMap<string, readonly Row[]>;
  readonly kv: readonly (readonly [string, unknown])[];
}

const TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*'";

function tablesOf(sql: SqlStorage): string[] {
  return sql
    .exec<{ name: string }>(TABLES)
    .toArray()
    .map(({ name }) => name);
}

export async function imageOf<T extends Rpc.DurableObjectBranded>(
  stub: DurableObjectStub<T>,
): Promise<ObjectImage> {
  return await runInDurableObject(stub, (_, { storage: { sql, kv } }) => ({
    tables: new Map(
      tablesOf(sql).map((name) => [name, sql.exec<Row>(`SELECT * FROM "${name}"`).toArray()] as const),
    ),
    kv: [...kv.list()],
  }));
}

export async function putBackTo<T extends Rpc.DurableObjectBranded>(
  stub: DurableObjectStub<T>,
  image: ObjectImage,
): Promise<void> {
  await runInDurableObject(stub, (_, { storage }) => {
    storage.transactionSync(() => {
      const { sql, kv } = storage;
      sql.exec("PRAGMA defer_foreign_keys = ON");
      const names = tablesOf(sql);
      for (const name of names) sql.exec(`DELETE FROM "${name}"`);
      for (const name of names) for (const row of image.tables.get(name) ?? []) insert(sql, name, row);
      for (const [key] of kv.list()) kv.delete(key);
      for (const [key, value] of image.kv) kv.put(key, value);
    });
  });
  await evictDurableObject(stub);
}

/** A trigger may have written the row by now. */
function insert(sql: SqlStorage, table: string, row: Row): void {
  const columns = Object.keys(row);
  sql.exec(
    `INSERT OR REPLACE INTO "${table}" (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`,
    ...Object.values(row),
  );
}
