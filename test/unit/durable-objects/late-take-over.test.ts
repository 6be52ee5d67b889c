import { expect, test } from "vitest";
import { promoterRefOf } from "../../../domain/kernel/ids.ts";
import { amountMinor, ZERO } from "../../../domain/kernel/money.ts";
import { Effects } from "../../../durable-objects/commission-ledger/effects.ts";
import { LateDesk } from "../../../durable-objects/commission-ledger/late-desk.ts";
import { LateOrderStorage } from "../../../durable-objects/commission-ledger/late-order-storage.ts";
import { LEDGER_SCHEMA } from "../../../durable-objects/commission-ledger/ledger-schema-storage.ts";
import { OrderDesk } from "../../../durable-objects/commission-ledger/order-desk.ts";
import { OrderStorage } from "../../../durable-objects/commission-ledger/order-storage.ts";
import { ReadModelStorage } from "../../../durable-objects/commission-ledger/read-model/read-model-storage.ts";
import { OUTBOX_SCHEMA, OutboxStorage } from "../../../durable-objects/delivery/outbox-storage.ts";
import { ProgramPlace } from "../../../durable-objects/object/program-place.ts";
import { Cast } from "../../simulation/workload/cast.ts";
import { drawProposal } from "../../simulation/workload/proposals.ts";
import { Chance } from "../../support/chance.ts";
import { memorySql } from "../../support/memory-sql.ts";

const SELLER = promoterRefOf(1, 0);
const POSTED = { credit: 0, level: 1, earned: true, kept: amountMinor(1_000), phase: "pending" } as const;

test("an order that was lost, told again and credited late is not paid a second time", () => {
  const sql = memorySql(LEDGER_SCHEMA, OUTBOX_SCHEMA);
  const [ledger, late, outbox] = [
    new OrderStorage(sql),
    new LateOrderStorage(sql),
    new OutboxStorage(sql, "one"),
  ];
  const values = new Map<string, unknown>([["objects", 1]]);
  const kv = { get: (key: string) => values.get(key) };
  const place = new ProgramPlace({
    id: { name: "shop/0" },
    storage: { kv },
  } as unknown as DurableObjectState);
  // What the book posted before the order was lost, for whoever is decided to have earned it.
  const orders = new OrderDesk(ledger, late, place, ({ decision }) =>
    decision.commissions.length > 0 ? [POSTED] : [],
  );
  const drawn = drawProposal(new Chance(1), new Cast(new Chance(1), false), {
    orderId: "o",
    slot: 0,
    nowMs: 1_000,
  });
  const { binding: _binding, campaignId: _campaignId, ...decided } = drawn.decision;
  const order = { orderId: "o", amount: amountMinor(10_000), currency: "CNY", occurredAtMs: 1_000 };
  const risk = { verdict: "pass", reasons: [] } as const;
  const attribution = { ...decided.attribution, basis: "none", credits: [] } as const;
  const unearned = { ...decided, risk, attribution, commissions: [] };
  const stores = { ledger, outbox, readModel: new ReadModelStorage(sql) };
  const accepting = new Effects();
  orders.accept([{ ...drawn, order, journey: null, decision: unearned }], () => null, accepting, 1_000);
  accepting.commit(stores);
  const earned = {
    ...unearned,
    attribution: {
      ...attribution,
      basis: "touch" as const,
      credits: [{ promoter: SELLER, weightBps: 10_000 }],
    },
    commissions: [
      {
        promoter: SELLER,
        creditedPromoter: SELLER,
        credit: 0,
        level: 1,
        amount: amountMinor(1_000),
        cut: ZERO,
        lines: [],
      },
    ],
  };
  const effects = new Effects();
  const request = { order, evidence: drawn.evidence, journey: null, decision: earned };
  expect(new LateDesk(ledger, late, orders).credit(request, effects, 2_000).kind).toBe("credited");
  effects.commit(stores);
  const told = outbox.messagesAfter(1, 0, 100).map(({ message }) => message);
  expect(told.filter((message) => message.type === "intent" && message.intent === "earn")).toEqual([]);
});
