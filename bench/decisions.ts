/** The pure core by itself: attribution decisions, and the verification of a journal. */
import { createHash } from "node:crypto";
import { attribute, type AttributeInput } from "../domain/attribution/attribute.ts";
import { ATTRIBUTION_MODELS, type AttributionModel } from "../domain/attribution/models/models.ts";
import type { PromoterRef } from "../domain/kernel/ids.ts";
import { amountMinor } from "../domain/kernel/money.ts";
import { appendEntries, GENESIS } from "../domain/ledger/journal.ts";
import { EMPTY_WALLET } from "../domain/ledger/posting.ts";
import { BEGINNING, ChainCheck } from "../domain/ledger/verification.ts";
import type { PromoterSnapshot } from "../domain/referral/promoter.ts";
import { alone, atMost, median } from "./measurement.ts";
import type { Report } from "./report.ts";
import type { Settings } from "./settings.ts";

const TOUCHES = [1, 20, 200] as const;
const HOUR_MS = 3_600_000;
const ORDERED_AT = Date.UTC(2026, 4, 1);
const ENTRIES = 100_000;

export async function measureDecisions(report: Report, { rounds, smoke }: Settings): Promise<void> {
  report.part("Decisions: attribution, and verification of a journal");
  const timesUs = new Map<string, number[]>();
  const spans = smoke ? 20 : 200;
  for (let round = 0; round < rounds; round += 1) {
    for (const model of ATTRIBUTION_MODELS) {
      for (const touches of TOUCHES) {
        const key = `${model} ${touches}`;
        const times = timesUs.get(key) ?? [];
        times.push(decisionUs(inputOf(model, touches), spans));
        timesUs.set(key, times);
      }
    }
    report.say(`round ${round + 1} of ${rounds}`);
  }
  const typicalUs = (model: string, touches: number) => median(timesUs.get(`${model} ${touches}`) ?? []);
  for (const touches of TOUCHES) {
    const name = `attribution, ${touches} touch${touches === 1 ? "" : "es"}, last click`;
    report.add(alone(name, 1_000_000 / typicalUs("last_click", touches), "decisions/s"));
  }
  const growth = ATTRIBUTION_MODELS.map((model) => typicalUs(model, 200) / typicalUs(model, 20));
  report.add(alone("attribution, cost from 20 to 200 touches", Math.max(...growth), "times", atMost(12)));
  measureVerification(report, rounds);
}

/** Microseconds of one decision, over a span of time long enough to be measured. */
function decisionUs(input: AttributeInput, spanMs: number): number {
  const startedAt = performance.now();
  let count = 0;
  while (performance.now() - startedAt < spanMs) {
    for (let repeat = 0; repeat < 10; repeat += 1) attribute(input);
    count += 10;
  }
  return ((performance.now() - startedAt) * 1_000) / count;
}

/** Every touch of another promoter, all within the lookback. */
function inputOf(model: AttributionModel, touches: number): AttributeInput {
  const refs = Array.from({ length: touches }, (_, index) => (index + 1) as PromoterRef);
  const snapshots = refs.map((ref): [PromoterRef, PromoterSnapshot] => [
    ref,
    { ref, memberId: `m${ref}`, status: "active", tier: "standard", uplines: [] },
  ]);
  return {
    order: {
      orderId: "order",
      amount: amountMinor(10_000),
      currency: "CNY",
      customerId: "buyer",
      occurredAtMs: ORDERED_AT,
      items: [],
    } as unknown as AttributeInput["order"],
    evidence: {
      touches: refs.map((promoter, index) => ({
        touch: {
          kind: "click",
          promoter,
          link: promoter,
          occurredAtMs: ORDERED_AT - (index + 1) * HOUR_MS,
          nonce: 1,
        },
        source: "order",
      })),
      tokenFaults: [],
      binding: null,
      coupon: null,
    },
    snapshots: new Map(snapshots),
    policy: {
      model,
      clickLookbackMs: 30 * 24 * HOUR_MS,
      impressionLookbackMs: 0,
      halfLifeMs: 7 * 24 * HOUR_MS,
      precedence: ["coupon", "binding", "touch"],
      graceMs: HOUR_MS,
      acceptPixelToken: false,
    },
    buyerIsPromoter: null,
    selfPurchase: false,
  } as unknown as AttributeInput;
}

function measureVerification(report: Report, rounds: number): void {
  const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
  const entries = journalOf(sha256);
  const times = Array.from({ length: rounds }, () => {
    const startedAt = performance.now();
    const chain = new ChainCheck(BEGINNING, [], sha256);
    if (!chain.take(entries)) throw new Error("a sound journal was found broken");
    return performance.now() - startedAt;
  });
  report.add(alone("journal verification, 100,000 entries", times, "ms"));
}

function journalOf(sha256: (text: string) => string) {
  const start = { wallet: EMPTY_WALLET, entries: 0, head: GENESIS };
  const posting = {
    kind: "earn",
    debit: "commissions",
    credit: "pending",
    amount: amountMinor(100),
  } as const;
  const postings = Array.from({ length: ENTRIES }, () => posting);
  const occasion = {
    promoter: 1 as PromoterRef,
    orderId: "order-1",
    reference: "c-1",
    occurredAtMs: ORDERED_AT,
  };
  return appendEntries(start, postings, occasion, sha256).entries;
}
