import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { OutboxStorage } from "../../../durable-objects/delivery/outbox-storage.ts";

/** Storage whose statements are counted by the rows that they read. */
function countedSql(sql: SqlStorage) {
  const cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
  const exec: SqlStorage["exec"] = (query, ...bindings) => {
    const cursor = sql.exec(query, ...bindings);
    cursors.push(cursor);
    return cursor as never;
  };
  const counted = new Proxy(sql, {
    get: (target, key) => (key === "exec" ? exec : Reflect.get(target, key)),
  });
  return { sql: counted, rowsRead: () => cursors.reduce((sum, { rowsRead }) => sum + rowsRead, 0) };
}

test("what waits is found by the pairs that wait, however many other objects were ever told anything", async () => {
  await runInDurableObject(env.JOURNEY.getByName(`open-pairs-${crypto.randomUUID()}/0`), (_, { storage }) => {
    const outbox = new OutboxStorage(storage.sql, "life");
    const evidence = { type: "late_evidence", orderId: "order", atMs: 1 } as const;
    for (let index = 0; index < 256; index += 1) outbox.append(`program/${index}`, [evidence]);
    for (const { pair } of outbox.pairs()) outbox.acknowledge(pair, pair === 200 ? 0 : 1);
    const counted = countedSql(storage.sql);
    expect(new OutboxStorage(counted.sql, "life").openPairs().map(({ pair }) => pair)).toEqual([200]);
    expect(counted.rowsRead()).toBeLessThanOrEqual(2);
  });
});
