/** Mistakes in what all owners share: rows on their way, alarms and storage. Planted one at a time. */
import type { PlantedFault } from "../../support/planted-fault.ts";

export const DELIVERY_FAULTS: readonly PlantedFault[] = [
  {
    name: "a receiver applies repeated rows again",
    file: "durable-objects/delivery/inbox.ts",
    replaces: "const fresh = rows.filter((row) => row.seq > before.seq);",
    by: "const fresh = rows.map((row, index) => ({ ...row, seq: before.seq + 1 + index }));",
  },
  {
    name: "a receiver forgets how far it has come",
    file: "durable-objects/delivery/inbox.ts",
    replaces: "inbox.setLast(sender, last);",
    by: "",
  },
  {
    name: "a sender takes rows for delivered before they are answered",
    file: "durable-objects/delivery/outbox.ts",
    replaces: "const answer = await this.#owner.send(pair, messages);",
    by: `this.#storage.acknowledge(number, messages.at(-1)?.seq ?? 0);
        const answer = await this.#owner.send(pair, messages);`,
  },
  {
    name: "a sender gives a failed delivery up",
    file: "durable-objects/delivery/outbox.ts",
    replaces: "this.#owner.answered(() => this.#storage.postpone(number, this.#owner.now() + backoffMs));",
    by: "this.#owner.answered(() => this.#storage.acknowledge(number, this.#storage.pair(number).lastSeq));",
  },
  {
    name: "rows are numbered past the number that their pair has come to",
    file: "durable-objects/delivery/outbox-storage.ts",
    replaces: "lastSeq + 1 + at, JSON",
    by: "lastSeq + 2 + at, JSON",
  },
  {
    name: "nobody rescues an object whose alarm was lost",
    file: "durable-objects/object/waking-object.ts",
    replaces: `    await this.alarm();
    return { ...status`,
    by: "    return { ...status",
  },
  {
    name: "an alarm that has fired is believed to be set",
    file: "durable-objects/object/alarm.ts",
    replaces: `this.#setForMs = null;
    this.#isRunning = true;`,
    by: "this.#isRunning = true;",
  },
  {
    name: "an alarm that came too early is the last",
    file: "durable-objects/object/waking-object.ts",
    replaces: `await this.afterWork();
    this.#alarm.arm();`,
    by: "await this.afterWork();",
  },
];
