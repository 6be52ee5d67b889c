import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { sendWakes, type WakeMessage } from "../../../worker/operations/wake-objects.ts";
import { newProgram } from "../../support/api-client.ts";

/** What a queue takes in one batch. */
const QUEUE = { messages: 100, bytes: 256_000 };

test("the hourly touch names every object of every program once, in few batches that the queue takes", async () => {
  const programs: string[] = [];
  for (let made = 0; made < 20; made += 1) programs.push((await newProgram({ objects: 256 })).id);
  const batches: WakeMessage[][] = [];
  const queue = {
    sendBatch: async (messages: { body: WakeMessage }[]) => {
      batches.push(messages.map(({ body }) => body));
    },
  };
  await sendWakes({ ...env, JOBS: queue as unknown as Queue });
  for (const batch of batches) {
    expect(batch.length).toBeLessThanOrEqual(QUEUE.messages);
    expect(JSON.stringify(batch).length).toBeLessThan(QUEUE.bytes);
  }
  expect(batches.length).toBeLessThan(10);
  for (const binding of ["COMMISSION_LEDGER", "ACCOUNT_BOOK", "JOURNEY"]) {
    const named = batches
      .flat()
      .flatMap((message) => (message.binding === binding ? message.called.map(({ name }) => name) : []));
    expect(new Set(named).size).toBe(named.length);
    expect(named).toEqual(expect.arrayContaining(programs.map((id) => `${id}/255`)));
  }
});
