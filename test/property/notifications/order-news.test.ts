/** Whatever happens to an order, the events of its commissions sum to what its wallets were moved by, each under its own key. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseCommissionId, promoterRefOf } from "../../../domain/kernel/ids.ts";
import { amountMinor, ZERO } from "../../../domain/kernel/money.ts";
import { sayOrder, stepsOf } from "../../../domain/notification/order-news.ts";
import { type Intent, intentsTo, NOTHING_POSTED, type Posted } from "../../../domain/settlement/intent.ts";
import { sized } from "../../support/effort.ts";

const PHASES = ["pending", "held", "released"] as const;
const ORDER = { orderId: "order-1", slot: 7 };

/** Shares of two commissions in thousandths, and how far the order has come, after each change. */
const histories = fc
  .array(fc.record({ kept: fc.tuple(fc.nat(1_000), fc.nat(1_000)), phase: fc.nat(2), events: fc.nat(2) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((changes) => {
    let [phase, events] = [0, 0];
    return changes.map((change) => {
      phase = Math.max(phase, change.phase);
      events += 1 + change.events;
      return { kept: change.kept, phase: PHASES[phase] ?? "pending", events };
    });
  });

test("sums of created, restored and reversed are what is kept, after each event", () => {
  fc.assert(
    fc.property(histories, fc.tuple(fc.nat(1_000_000), fc.nat(1_000_000)), (history, amounts) => {
      const posted: Posted[] = [NOTHING_POSTED, NOTHING_POSTED];
      const [kept, asked] = [new Map<string, number>(), [] as Intent[]];
      const keys = new Set<string>();
      let count = 0;
      for (const change of history) {
        const steps = amounts.flatMap((amount, credit) => {
          const share = Math.floor((amount * (change.kept[credit] ?? 0)) / 1_000);
          const before = posted[credit] ?? NOTHING_POSTED;
          const target = { kept: amountMinor(share), phase: change.phase };
          const { intents, posted: after } = intentsTo(target, amountMinor(amount), before);
          posted[credit] = after;
          asked.push(...intents);
          return stepsOf({ credit, level: 1, promoter: promoterRefOf(1, credit) }, intents, before);
        });
        for (const { type, key, data } of sayOrder(ORDER, { events: change.events, steps }, 0)) {
          count += 1;
          keys.add(JSON.stringify([type, key]));
          if (!("commissionId" in data)) throw new Error("a step is of a commission");
          const sign = type.endsWith("reversed") ? -1 : /created|restored/.test(type) ? 1 : 0;
          const after = (kept.get(data.commissionId) ?? 0) + sign * data.amount;
          expect(data.kept).toBe(after);
          expect(data.state === "reversed").toBe(after === 0);
          kept.set(data.commissionId, after);
        }
      }
      expect(count).toBe(asked.length);
      expect(keys.size).toBe(count);
      for (const [id, left] of kept) {
        expect(left).toBe(posted[parseCommissionId(id)?.credit ?? 0]?.kept ?? ZERO);
      }
    }),
    { numRuns: sized(150, 5_000, 300) },
  );
});
