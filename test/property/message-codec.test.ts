/** A message comes out of the outbox as it went in, whatever it is, through real columns. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { promoterRefOf } from "../../domain/kernel/ids.ts";
import { amountMinor } from "../../domain/kernel/money.ts";
import { RISK_CODES } from "../../domain/order/risk-reason.ts";
import { type Columns, pack, unpack } from "../../durable-objects/delivery/codec.ts";
import { type Message, RECEIVER_OF } from "../../durable-objects/delivery/messages.ts";
import { OUTBOX_SCHEMA } from "../../durable-objects/delivery/outbox-schema-storage.ts";
import { OutboxStorage } from "../../durable-objects/delivery/outbox-storage.ts";
import { sized } from "../support/effort.ts";
import { memorySql } from "../support/memory-sql.ts";

const natural = fc.integer({ min: 0, max: 1_000_000 });
const atMs = fc.integer({ min: 0, max: 4_102_444_800_000 });
const amount = fc.integer({ min: 0, max: 1_000_000_000_000 }).map(amountMinor);
const promoter = fc
  .tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 0, max: 255 }))
  .map(([sequence, slot]) => promoterRefOf(sequence, slot));
const slot = fc.integer({ min: 0, max: 255 });
const text = fc.string({ minLength: 1, maxLength: 128, unit: "grapheme" });

/** A generator for each type: one that is missing does not compile. */
const MESSAGES: {
  readonly [Type in Message["type"]]: fc.Arbitrary<Message & { readonly type: Type }>;
} = {
  intent: fc.record({
    type: fc.constant("intent"),
    orderRow: natural,
    credit: natural,
    level: fc.integer({ min: 1, max: 3 }),
    intent: fc.constantFrom("earn", "hold", "release", "reverse", "restore"),
    phase: fc.constantFrom("pending", "held", "released"),
    amount,
    promoter,
    atMs,
    reopens: fc.boolean(),
  }),
  linked_events: fc.record({
    type: fc.constant("linked_events"),
    to: text,
    slot,
    events: fc.array(
      fc.record({
        eventId: text,
        kind: fc.constantFrom("refunded", "received", "refund_voided"),
        amount,
        occurredAtMs: atMs,
      }),
      { maxLength: 3 },
    ),
    atMs,
  }),
  sales: fc.record({
    type: fc.constant("sales"),
    orderRow: natural,
    promoter,
    month: fc.constantFrom("2026-01", "2026-12"),
    change: fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }),
    atMs,
  }),
  used: fc.record(
    {
      type: fc.constant("used"),
      orderRow: natural,
      promoter,
      click: fc.option(text),
      isDisplacing: fc.boolean(),
      isOwn: fc.boolean(),
      most: natural,
      untilMs: atMs,
      atMs,
    },
    { requiredKeys: ["type", "orderRow", "promoter", "click", "isOwn", "most", "untilMs", "atMs"] },
  ),
  risk_found: fc.record({
    type: fc.constant("risk_found"),
    orderId: text,
    finding: fc.record({
      code: fc.constantFrom(...RISK_CODES),
      facts: fc.dictionary(fc.constantFrom("customers", "most"), fc.oneof(natural, text, fc.boolean()), {
        noNullPrototype: true,
      }),
    }),
    atMs,
  }),
  budget: fc.record({
    type: fc.constant("budget"),
    orderRow: natural,
    kind: fc.constantFrom("cost", "respend"),
    amount,
    atMs,
  }),
  given_back: fc.record({ type: fc.constant("given_back"), orderRow: natural, campaign: text, atMs }),
  bind: fc.record({ type: fc.constant("bind"), orderRow: natural, promoter, atMs }),
  unbind: fc.record({ type: fc.constant("unbind"), orderRow: natural, promoter, atMs }),
  order: fc.record({ type: fc.constant("order"), orderRow: natural, atMs }),
  earned: fc.record({ type: fc.constant("earned"), orderRow: natural, atMs }),
  late_evidence: fc.record({ type: fc.constant("late_evidence"), orderId: text, atMs }),
  moved_order: fc.record({ type: fc.constant("moved_order"), orderRow: natural, atMs }),
  slot_opens: fc.record({ type: fc.constant("slot_opens"), slot, atMs }),
  slot_closes: fc.record({ type: fc.constant("slot_closes"), slot, atMs }),
  moved_customer: fc.record({ type: fc.constant("moved_customer"), customerRow: natural, atMs }),
  customers_open: fc.record({ type: fc.constant("customers_open"), slot, atMs }),
  customers_close: fc.record({ type: fc.constant("customers_close"), slot, atMs }),
  relayed: fc.record({ type: fc.constant("relayed"), content: text, atMs }),
  notify: fc.record({
    type: fc.constant("notify"),
    row: fc.option(natural),
    news: fc.oneof(
      fc.record({
        order: fc.record({
          events: natural,
          steps: fc.array(
            fc.record({
              credit: natural,
              level: fc.integer({ min: 1, max: 3 }),
              promoter,
              intent: fc.constantFrom("earn", "hold", "release", "reverse", "restore"),
              amount,
              kept: amount,
              phase: fc.constantFrom("pending", "held", "released"),
            }),
            { maxLength: 3 },
          ),
        }),
      }),
      fc.record({
        promoter: fc.record({
          change: fc.constantFrom("created", "updated"),
          ref: promoter,
          status: fc.constantFrom("active", "suspended"),
          upline: fc.option(promoter),
        }),
      }),
      fc.record({
        budget: fc.record({ campaignId: text, setting: natural, budget: amount, remaining: amount }),
      }),
    ),
    atMs,
  }),
  join: fc.record({
    type: fc.constant("join"),
    memberId: text,
    slot,
    upline: fc.option(promoter),
    atMs,
  }),
};
const anyMessage: fc.Arbitrary<Message> = fc.oneof(...Object.values(MESSAGES));

test("through the columns of a real table, in the sequence of its pair", () => {
  fc.assert(
    fc.property(fc.array(anyMessage, { minLength: 1, maxLength: 20 }), (messages) => {
      const storage = new OutboxStorage(memorySql(OUTBOX_SCHEMA), "life");
      for (const message of messages) storage.append("shop/0", [message]);
      for (const { pair, receiverClass } of storage.pairs()) {
        const own = messages.filter(({ type }) => RECEIVER_OF[type] === receiverClass);
        const stored = storage.messagesAfter(pair, 0, 100);
        expect(stored.map(({ message }) => message)).toEqual(own);
        expect(stored.map(({ seq }) => seq)).toEqual(own.map((_, index) => index + 1));
      }
    }),
    { numRuns: sized(150, 3_000, 300) },
  );
});

test("columns that no message made are a bug that is found", () => {
  const columns = pack({ type: "order", orderRow: 1, atMs: 0 });
  expect(() => unpack({ ...columns, orderRow: null } satisfies Columns)).toThrow("all that its type needs");
  expect(() => unpack({ ...columns, kind: "bind" })).toThrow("all that its type needs");
});
