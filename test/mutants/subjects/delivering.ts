/** Mistakes on the way from one object to another, and in the alarms that drive it. */
import type { Mutant } from "../mutant.ts";

const INBOX = "durable-objects/delivery/inbox.ts";
const OUTBOX = "durable-objects/delivery/outbox.ts";
const INBOX_TEST = "test/unit/durable-objects/inbox.test.ts";
const OUTBOX_TEST = "test/unit/durable-objects/outbox.test.ts";
const ALARM_TEST = "test/unit/durable-objects/alarm.test.ts";

export const DELIVERING: readonly Mutant[] = [
  {
    name: "a row that was told again since is applied as well",
    file: INBOX,
    replaces: "(passed.has(row.seq) ? null : unit.apply(row))",
    by: "unit.apply(row)",
    foundBy: [INBOX_TEST],
  },
  {
    name: "what a receiver refused before it was put back waits for ever",
    file: OUTBOX,
    replaces: "if (answer.last.seq < pair.ackedSeq) this",
    by: "if (pair.pair < 0) this",
    foundBy: [OUTBOX_TEST],
  },
  {
    name: "what leaves a log is told beside its repeat",
    file: "durable-objects/delivery/outbox-storage.ts",
    replaces: "retold.has(seq) ? [] : [message]",
    by: "retold.has(-seq) ? [] : [message]",
    foundBy: [OUTBOX_TEST],
  },
  {
    name: "L1 refusals are not kept for a repeat",
    file: INBOX,
    replaces: "for (const refusal of refused) inbox.refuse(sender, refusal);",
    by: "",
    foundBy: [INBOX_TEST],
  },
  {
    name: "L2 a receiver that was put back is not fed again",
    file: "durable-objects/delivery/outbox-storage.ts",
    replaces: "UPDATE pairs SET acked_seq = ?, failures = 0",
    by: "UPDATE pairs SET acked_seq = max(acked_seq, ?), failures = 0",
    foundBy: [OUTBOX_TEST],
  },
  {
    name: "L3 an alarm that fired is believed set",
    file: "durable-objects/object/alarm.ts",
    replaces: `    this.#setForMs = null;
    this.#isRunning = true;`,
    by: "    this.#isRunning = true;",
    foundBy: [ALARM_TEST],
  },
  {
    name: "L4 a flight that has landed is never forgotten",
    file: OUTBOX,
    replaces: `      this.#fly(pair, asks).finally(() => this.#flights.delete(pair)),`,
    by: "      this.#fly(pair, asks),",
    foundBy: [OUTBOX_TEST],
  },
  {
    name: "L5 a row that fails drops its whole batch, acknowledged",
    file: INBOX,
    replaces: "applyTogether(judging, fresh) ?? applyEach(judging, fresh, sender)",
    by: "applyTogether(judging, fresh) ?? { rows: fresh.length, refused: [], heads: [] }",
    foundBy: [INBOX_TEST],
  },
  {
    name: "L6 an object that begins sets no alarm",
    file: "durable-objects/object/alarm.ts",
    replaces: `    this.#wasLost = this.#setForMs === null && this.#nextWorkAtMs() !== null;
    this.arm();`,
    by: "    this.#wasLost = this.#setForMs === null && this.#nextWorkAtMs() !== null;",
    foundBy: [ALARM_TEST],
  },
  {
    name: "a gap is taken",
    file: INBOX,
    replaces: `if (first > before.seq + 1) return { kind: "gap", last: before };`,
    by: "",
    foundBy: [INBOX_TEST],
  },
  {
    name: "rows of another life are taken for a repeat",
    file: INBOX,
    replaces: "if (before.seq <= newest && lifeIn(delivery, before.seq) !== before.life) {",
    by: "if (before.seq < 0) {",
    foundBy: [INBOX_TEST],
  },
  {
    name: "a row that cannot be applied holds up those behind it",
    file: INBOX,
    replaces: "applied.push({ rows: 1, refused: [{ seq: row.seq, code: FAILED }], heads: [] });",
    by: "break;",
    foundBy: [INBOX_TEST],
  },
  {
    name: "a row of a later version is refused",
    file: INBOX,
    replaces: "if (error instanceof NotUnderstood) {",
    by: "if (error instanceof NotUnderstood && rows.length > 1_000) {",
    foundBy: [INBOX_TEST],
  },
  {
    name: "storage that fails refuses the rows of others",
    file: INBOX,
    replaces: `      if (isFailingStorage(error)) throw error;
      if (error instanceof NotUnderstood) {`,
    by: "      if (error instanceof NotUnderstood) {",
    foundBy: [INBOX_TEST],
  },
  {
    name: "a pair that failed is tried again at once",
    file: OUTBOX,
    replaces: "if (this.#mayTry(retryAtMs)) this.#start(pair, false);",
    by: "if (retryAtMs >= 0) this.#start(pair, false);",
    foundBy: [OUTBOX_TEST],
  },
  {
    name: "what a receiver refused is not marked",
    file: OUTBOX,
    replaces: "for (const { seq, code } of answer.refused) this.#storage.refused.mark(pair.pair, seq, code);",
    by: "",
    foundBy: [OUTBOX_TEST],
  },
  {
    name: "a receiver that has the rows of another life is taken for up to date",
    file: OUTBOX,
    replaces: "this.#storage.markAt(pair, last.seq).life !== last.life || ",
    by: "",
    foundBy: [OUTBOX_TEST],
  },
  {
    name: "a later alarm replaces an earlier one",
    file: "durable-objects/object/alarm.ts",
    replaces: "setForMs <= nextMs &&",
    by: "setForMs >= nextMs &&",
    foundBy: [ALARM_TEST],
  },
  {
    name: "an alarm that is overdue is believed to be set",
    file: "durable-objects/object/alarm.ts",
    replaces: "setForMs >= Date.now() - OVERDUE_MS",
    by: "true",
    foundBy: [ALARM_TEST],
  },
  {
    name: "numbers that are given again after two logs were joined keep their life",
    file: "durable-objects/delivery/outbox-storage.ts",
    replaces: "this.#life = nameLife();",
    by: "",
    foundBy: [OUTBOX_TEST],
  },
  {
    name: "what a book lost after it was read back is taken for posted",
    file: "durable-objects/commission-ledger/read-back/read-back.ts",
    replaces: "this.#orphans.dropIn(pair.pair);",
    by: "",
    foundBy: ["test/integration/operations/repair.test.ts"],
  },
  {
    name: "settings with a member of a later version cannot be read",
    file: "worker/configuration/read-stored.ts",
    replaces: "if (success) return",
    by: "if (success && unknown.length === 0) return",
    foundBy: ["test/unit/worker/configuration/read-stored.test.ts"],
  },
  {
    name: "a delivery goes over a gap of its sender's numbers",
    file: OUTBOX,
    replaces: "return end === -1 ? messages : messages.slice(0, end);",
    by: "return messages;",
    foundBy: [OUTBOX_TEST],
  },
];
