import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { promoterRefOf } from "../../../../domain/kernel/ids.ts";
import { amountMinor } from "../../../../domain/kernel/money.ts";
import { appendEntries, GENESIS, type JournalTip } from "../../../../domain/ledger/journal.ts";
import { EMPTY_WALLET, payIn, takeOut } from "../../../../domain/ledger/posting.ts";
import {
  BEGINNING,
  ChainCheck,
  type KnownHead,
  type StartingPoint,
} from "../../../../domain/ledger/verification.ts";
import type { JournalEntry } from "../../../../domain/ledger/wallet.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const PROMOTER = promoterRefOf(1, 7);

function journalOf(length: number): { entries: JournalEntry[]; tip: JournalTip } {
  let tip: JournalTip = { wallet: EMPTY_WALLET, entries: 0, head: GENESIS };
  const entries: JournalEntry[] = [];
  for (let number = 1; entries.length < length; number += 1) {
    const amount = amountMinor(1 + ((number * 37) % 500));
    const postings =
      number % 5 === 0
        ? takeOut("penalty", "adjustments", tip.wallet, amount).slice(0, 1)
        : payIn("bonus", "adjustments", tip.wallet, amount).slice(0, 1);
    const occasion = {
      promoter: PROMOTER,
      orderId: number % 2 === 0 ? `order-${number}` : null,
      reference: `adj_${number}`,
      occurredAtMs: 1_700_000_000_000 + number,
    };
    const step = appendEntries(tip, postings, occasion, sha256);
    entries.push(...step.entries);
    tip = step.tip;
  }
  return { entries, tip };
}

const { entries, tip } = journalOf(200);
const known = [{ entries: tip.entries, head: tip.head }];

/** As a check takes it: in two parts. */
function verifyJournal(start: StartingPoint, journal: readonly JournalEntry[], heads: readonly KnownHead[]) {
  const chain = new ChainCheck(start, heads, sha256);
  if (chain.take(journal.slice(0, 70))) chain.take(journal.slice(70));
  return chain.verdict();
}

const verify = (journal: readonly JournalEntry[]) => verifyJournal(BEGINNING, journal, known);

describe("verification of a journal of 200 entries", () => {
  test("an untouched journal holds", () => {
    expect(verify(entries)).toEqual({
      valid: true,
      entries: 200,
      head: tip.head,
      brokenAt: null,
      available: tip.wallet.available,
    });
  });

  test("every change of any single field is found at its entry", () => {
    const changes: ((entry: JournalEntry) => JournalEntry)[] = [
      (entry) => ({ ...entry, sequence: entry.sequence + 1 }),
      (entry) => ({ ...entry, id: `${entry.id}x` }),
      (entry) => ({ ...entry, kind: entry.kind === "bonus" ? "penalty" : "bonus" }),
      (entry) => ({ ...entry, debit: "held" }),
      (entry) => ({ ...entry, credit: "paid" }),
      (entry) => ({ ...entry, amount: amountMinor(entry.amount + 1) }),
      (entry) => ({ ...entry, balanceAfter: amountMinor(entry.balanceAfter + 1) }),
      (entry) => ({ ...entry, orderId: entry.orderId === null ? "x" : null }),
      (entry) => ({ ...entry, reference: `${entry.reference}0` }),
      (entry) => ({ ...entry, occurredAtMs: entry.occurredAtMs + 1 }),
      (entry) => ({ ...entry, promoter: promoterRefOf(2, 7) }),
      (entry) => ({ ...entry, hash: flipped(entry.hash) }),
    ];
    for (const change of changes) {
      for (let index = 0; index < entries.length; index += 1) {
        const forged = entries.map((entry, place) => (place === index ? change(entry) : entry));
        expect(verify(forged)).toMatchObject({ valid: false, brokenAt: index + 1 });
      }
    }
  });

  test("every deletion, insertion and swap is found at its entry", () => {
    entries.forEach((entry, index) => {
      expect(verify(entries.toSpliced(index, 1))).toMatchObject({ valid: false, brokenAt: index + 1 });
      expect(verify(entries.toSpliced(index, 0, entry))).toMatchObject({ valid: false });
      const [next] = entries.slice(index + 1);
      const swapped = next === undefined ? entries.slice(0, -1) : entries.toSpliced(index, 2, next, entry);
      expect(verify(swapped)).toMatchObject({ valid: false, brokenAt: index + 1 });
    });
  });

  test("every cut of the tail is found at the first missing entry", () => {
    for (let length = 0; length < entries.length; length += 1) {
      expect(verify(entries.slice(0, length))).toMatchObject({ valid: false, brokenAt: length + 1 });
    }
  });

  test("a tail that was rewritten with right hashes is found by a head known outside", () => {
    const other = journalOf(150);
    const rewritten = appendEntries(
      other.tip,
      payIn("bonus", "adjustments", other.tip.wallet, amountMinor(9)),
      { promoter: PROMOTER, orderId: null, reference: "forged", occurredAtMs: 1 },
      sha256,
    );
    const head = entries[150];
    if (head === undefined) throw new Error("the journal has 200 entries");
    const journal = [...entries.slice(0, 150), ...rewritten.entries];
    const verdict = verifyJournal(BEGINNING, journal, [{ entries: 151, head: head.hash }]);
    expect(verdict).toMatchObject({ valid: false, brokenAt: 151 });
  });

  test("it can start from any entry whose predecessor is trusted", () => {
    const before = entries[99];
    if (before === undefined) throw new Error("the journal has 200 entries");
    const start = { sequence: 100, hash: before.hash, available: before.balanceAfter };
    expect(verifyJournal(start, entries.slice(100), known).valid).toBe(true);
    const forged = entries
      .slice(100)
      .map((entry, place) => (place === 5 ? { ...entry, reference: "x" } : entry));
    expect(verifyJournal(start, forged, known).brokenAt).toBe(106);
  });
});

function flipped(hash: string): string {
  return `${hash.startsWith("0") ? "1" : "0"}${hash.slice(1)}`;
}
