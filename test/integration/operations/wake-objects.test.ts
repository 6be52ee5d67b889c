import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import {
  calledObjects,
  sendWakes,
  wakeObjects,
  type WakeMessage,
} from "../../../worker/operations/wake-objects.ts";
import {
  startReconciliation,
  reconcileBook,
  type ReconcileMessage,
} from "../../../worker/operations/reconcile.ts";
import { currentProgram } from "../../../worker/configuration/current-program.ts";
import { journeyName } from "../../../worker/platform/objects.ts";
import { newProgram } from "../../support/api-client.ts";
import { objectsMade } from "../../support/objects/objects-made.ts";
import { openShop } from "../../support/shop.ts";

/** What a queue takes in one batch. */
const QUEUE = { messages: 100, bytes: 256_000 };

type Body = WakeMessage | ReconcileMessage;

/** A queue that keeps what it is sent, batch by batch. */
function keepingQueue() {
  const batches: Body[][] = [];
  const queue = {
    send: async (body: Body) => {
      batches.push([body]);
    },
    sendBatch: async (messages: { body: Body }[]) => {
      batches.push(messages.map(({ body }) => body));
    },
  };
  return { batches, env: { ...env, JOBS: queue as unknown as Queue } };
}

function namesOf(id: string, objects: number): string[] {
  return Array.from({ length: objects }, (_, index) => `${id}/${index}`);
}

test("the hourly wake names every listed object of every program once, in few batches that the queue takes", async () => {
  const programs: string[] = [];
  for (let made = 0; made < 20; made += 1) programs.push((await newProgram({ objects: 256 })).id);
  const classes = { COMMISSION_LEDGER: "ledger", ACCOUNT_BOOK: "book", JOURNEY: "journey" };
  for (const className of Object.values(classes)) {
    const listed = programs.flatMap((id) => namesOf(id, 256).map((object) => ({ id, object })));
    await env.REPORTS.prepare(
      `INSERT INTO known_objects (program_id, class, object, seen_at_ms)
       SELECT value ->> 'id', ?, value ->> 'object', 0 FROM json_each(?)`,
    )
      .bind(className, JSON.stringify(listed))
      .run();
  }
  const kept = keepingQueue();
  await sendWakes(kept.env);
  await env.REPORTS.prepare("DELETE FROM known_objects WHERE seen_at_ms = 0").run();
  for (const batch of kept.batches) {
    expect(batch.length).toBeLessThanOrEqual(QUEUE.messages);
    expect(JSON.stringify(batch).length).toBeLessThan(QUEUE.bytes);
  }
  expect(kept.batches.length).toBeLessThan(10);
  for (const binding of Object.keys(classes)) {
    const named = kept.batches
      .flat()
      .flatMap((message) =>
        message.kind === "wake" && message.binding === binding ? message.called.map(({ name }) => name) : [],
      );
    expect(new Set(named).size).toBe(named.length);
    expect(named).toEqual(expect.arrayContaining(programs.flatMap((id) => namesOf(id, 256))));
  }
});

test("neither the hourly wake nor a reconciliation makes an object of a program without an order", async () => {
  const { id } = await newProgram({ objects: 16 });
  const program = { id, region: null, objects: 16 };
  const kept = keepingQueue();
  await sendWakes(kept.env);
  await startReconciliation(kept.env, program, Date.now());
  for (const message of kept.batches.flat()) {
    if (message.kind === "reconcile") await reconcileBook(env, message);
    else {
      const called = message.called.filter(({ name }) => name.startsWith(`${id}/`));
      await wakeObjects(env, { ...message, called });
    }
  }
  // Of each run of a reconciliation, whatever it finds.
  const firsts = ["COMMISSION_LEDGER", "ACCOUNT_BOOK"].map((binding) => `${binding} ${id}/0`);
  expect(await objectsMade(namesOf(id, 16))).toEqual(firsts);
});

test("an order makes its own objects alone, and each of them is woken from then on", async () => {
  const shop = await openShop({ objects: 16 });
  const promoter = await shop.promoter("promoter");
  const token = await shop.tap(promoter);
  await shop.order("order-1", 1_000, { clickToken: token, customerId: "buyer" });
  const program = { id: shop.id, region: null, objects: 16 };
  const listed = async () =>
    (await calledObjects(env, [program])).flatMap(({ binding, called }) =>
      called.map(({ name }) => `${binding} ${name}`),
    );
  // Its ledger, its book, the tree, the log of events, and the Journeys of the buyer and of the promoter as a member. One
  // where both are dealt to the same.
  const config = await currentProgram(env, shop.id, "proved");
  if (config === null) throw new Error("the program is not known");
  const count = 4 + new Set([journeyName(config, "buyer"), journeyName(config, "promoter")]).size;
  await expect.poll(async () => (await listed()).length).toBe(count);
  const made = await objectsMade(namesOf(shop.id, 16));
  expect(made.toSorted()).toEqual((await listed()).toSorted());
  const answer = await shop.post("/alarms/replay", {});
  expect(answer.body).toEqual({ woken: count, overdue: 0, failed: 0 });
  expect(await objectsMade(namesOf(shop.id, 16))).toEqual(made);
});

test("an object that D1 could not list is listed once D1 answers", async () => {
  const { id } = await newProgram({ objects: 2 });
  await env.REPORTS.prepare("ALTER TABLE known_objects RENAME TO known_objects_away").run();
  const stub = env.JOURNEY.getByName(`${id}/1`);
  await stub.wake(2);
  await env.REPORTS.prepare("ALTER TABLE known_objects_away RENAME TO known_objects").run();
  const program = { id, region: null, objects: 2 };
  const journeys = async () =>
    (await calledObjects(env, [program])).flatMap(({ called }) => called.map(({ name }) => name));
  await expect.poll(journeys).toEqual([`${id}/1`]);
});
