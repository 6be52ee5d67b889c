import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { promoterIdOf, promoterRefOf } from "../../../domain/kernel/ids.ts";
import { amountMinor } from "../../../domain/kernel/money.ts";
import { appendEntries, GENESIS } from "../../../domain/ledger/journal.ts";
import { EMPTY_WALLET, payIn, takeOut } from "../../../domain/ledger/posting.ts";
import { presentJournalEntry } from "../../../worker/wallets/wallet.shapes.ts";

const SCRIPT = resolve(import.meta.dirname, "../../../docs/verify-journal.mjs");
const PROMOTER = promoterRefOf(1, 7);

function run(text: string): string {
  const file = join(mkdtempSync(join(tmpdir(), "journal-")), "journal.jsonl");
  writeFileSync(file, text);
  return execFileSync("node", [SCRIPT, promoterIdOf(PROMOTER), file], { encoding: "utf8" }).trim();
}

test("the documented script is short and finds what was changed", () => {
  expect(readFileSync(SCRIPT, "utf8").trimEnd().split("\n").length).toBeLessThanOrEqual(35);
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const occasion = { promoter: PROMOTER, orderId: null, reference: "adj_1", occurredAtMs: 1_700_000_000_000 };
  const postings = [
    ...payIn("bonus", "adjustments", EMPTY_WALLET, amountMinor(500)),
    ...takeOut("penalty", "adjustments", { ...EMPTY_WALLET, available: amountMinor(500) }, amountMinor(20)),
  ];
  const { entries } = appendEntries(
    { wallet: EMPTY_WALLET, entries: 0, head: GENESIS },
    postings,
    occasion,
    sha256,
  );
  const lines = entries.map((entry) => JSON.stringify(presentJournalEntry(entry)));
  expect(run(`${lines.join("\n")}\n`)).toBe("it holds");
  expect(run(lines.map((line) => line.replace("adj_1", "adj_2")).join("\n"))).toBe("1");
  expect(run(`${lines[0]}\n${lines[1]?.replace('"amount":20', '"amount":21')}`)).toBe("2");
  const refused = JSON.stringify({ status: 401, code: "unauthorized" });
  expect([run(""), run(refused)]).toEqual(["no journal", "no journal"]);
});
