import { expect, test } from "vitest";
import { takeDelivery } from "../../../durable-objects/delivery/inbox.ts";
import { INBOX_SCHEMA, InboxStorage } from "../../../durable-objects/delivery/inbox-storage.ts";
import { memorySql } from "../../support/memory-sql.ts";

const DELIVERY = {
  from: { class: "ledger", name: "shop/0" },
  after: { seq: 0, life: null },
  lives: [{ fromSeq: 1, life: "one" }],
  rows: [{ seq: 1 }, { seq: 2 }],
} as const;

/** Takes the rows where applying the second of them throws. */
function takeWith(inbox: InboxStorage, message: string | null) {
  return takeDelivery(inbox, DELIVERY, {
    atomically: (work) => work(),
    begin: () => ({
      apply: ({ seq }) => {
        if (seq === 2 && message !== null) throw new Error(message);
        return null;
      },
    }),
  });
}

test.each([
  "disk I/O error: SQLITE_IOERR",
  "database or disk is full: SQLITE_FULL",
  "internal error; reference = abc",
])("a row is not refused because storage fails (%s): its delivery comes again whole", (said) => {
  const inbox = new InboxStorage(memorySql(INBOX_SCHEMA));
  expect(() => takeWith(inbox, said)).toThrow(said);
  expect(inbox.last("ledger shop/0").seq).toBe(0);
  expect(takeWith(inbox, null)).toMatchObject({ kind: "taken", last: { seq: 2 }, refused: [] });
});

test("a row that cannot be applied is refused, and those around it are taken", () => {
  const inbox = new InboxStorage(memorySql(INBOX_SCHEMA));
  const refused = [{ seq: 2, code: "failed" }];
  expect(takeWith(inbox, "CHECK constraint failed: SQLITE_CONSTRAINT")).toMatchObject({
    kind: "taken",
    last: { seq: 2 },
    refused,
  });
});
