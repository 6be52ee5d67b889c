/** Mistakes about what lies outside of objects: D1, its Time Travel, queues and keys. Planted one at a time. */
import type { PlantedFault } from "../../support/planted-fault.ts";

export const OUTSIDE_FAULTS: readonly PlantedFault[] = [
  {
    name: "a mark that D1 went back to is taken for the last answer",
    file: "durable-objects/commission-ledger/read-model/projection-marks.ts",
    replaces: "if (mark.seq <= (done?.seq ?? 0)) return;",
    by: "if (mark.seq > 1) return;",
  },
  {
    name: "heads of journals that D1 has lost stay lost",
    file: "durable-objects/account-book/wallets/head-publisher.ts",
    replaces: "this.#unpublished.addAll();",
    by: "",
  },
  {
    name: "a batch of events counts each time that it comes",
    file: "worker/clicks/click-counters.tables.ts",
    replaces: "SELECT value FROM json_each(${JSON.stringify(batches)})`,\n  );\n}\n\n/** Rows deleted",
    by: "SELECT value FROM json_each(${JSON.stringify(batches)}) WHERE false`,\n  );\n}\n\n/** Rows deleted",
  },
  {
    name: "events are acknowledged before they are counted",
    file: "worker/clicks/consume-events.ts",
    replaces: "  const judged = await judgedOf(group, env);",
    by: "  for (const { message } of group) message.ack();\n  const judged = await judgedOf(group, env);",
  },
  {
    name: "a guard lets in more than it may",
    file: "worker/clicks/judge-clicks.ts",
    replaces: "atMs, limit: 1, windowMs: REPEAT_MS",
    by: "atMs, limit: 2, windowMs: REPEAT_MS",
  },
  {
    name: "a message that nobody can read is tried no more and not kept",
    file: "worker/clicks/consume-events.ts",
    replaces: `  await giveUp(env.REPORTS, queue, message, new TypeError("the message is no batch of events"));`,
    by: "  message.ack();",
  },
  {
    name: "a token under a key that was appended is strange",
    file: "worker/platform/seals.ts",
    replaces: "ring.tokenKeys.get(",
    by: "new Map([...ring.tokenKeys].slice(0, 1)).get(",
  },
  {
    name: "a payee under a former key cannot be opened",
    file: "worker/platform/sealed-secrets.ts",
    replaces: "ring.dataKeys.get(",
    by: "new Map([...ring.dataKeys].slice(0, 1)).get(",
  },
];
