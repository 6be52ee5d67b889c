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
    const asked = new OutboxStorage(counted.sql, "life");
    const open = () => asked.openPairs().map(({ pair }) => pair);
    expect(open()).toEqual([200]);
    const before = counted.rowsRead();
    expect(open()).toEqual([200]);
    asked.append("program/7", [evidence]);
    asked.acknowledge(200, 1);
    expect(open()).toEqual([8]);
    // Pairs that wait, and those that have changed: none of the other hundreds.
    expect(counted.rowsRead() - before).toBeLessThan(20);
    // An older number is acknowledged by a receiver that was put back: the pair waits again.
    asked.acknowledge(9, 0);
    expect(open()).toEqual([8, 9]);
    asked.refreshOpenPairs();
    expect(open()).toEqual([8, 9]);
  });
});
