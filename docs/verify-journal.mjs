// node verify-journal.mjs <promoterId> <journal.csv or .jsonl>: names the first entry that does not hold.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

export function firstBroken(promoterId, text) {
  let [hash, sequence, available] = ["0".repeat(64), 0, 0];
  for (const entry of text.startsWith("{") ? text.trim().split("\n").map(parse) : readCsv(text)) {
    const { id, kind, debit, credit, amount, orderId, reference, occurredAt } = entry;
    sequence += 1;
    available += (credit === "available") * amount - (debit === "available") * amount;
    const move = [kind, debit, credit, Number(amount), available];
    const fields = [hash, promoterId, sequence, id, ...move, orderId || null, reference, occurredAt];
    hash = createHash("sha256").update(JSON.stringify(fields)).digest("hex");
    const told = [entry.hash, Number(entry.sequence), Number(entry.balanceAfter)];
    if (told.join() !== [hash, sequence, available].join()) return sequence;
  }
  return null;
}

const parse = (line) => JSON.parse(line);
const unquoted = (cell) => cell.replace(/^"(.*)"$/, "$1").replaceAll('""', '"');
const cellsOf = (line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map(unquoted);

function readCsv(text) {
  const [heading, ...rows] = text.trim().split("\r\n").map(cellsOf);
  const bare = (cell) => cell.replace(/^'/, "");
  return rows.map((row) => Object.fromEntries(heading.map((name, place) => [name, bare(row[place])])));
}

const [, script, promoterId, file] = process.argv;
if (script?.endsWith("verify-journal.mjs")) {
  const text = readFileSync(file ?? "/dev/null", "utf8");
  const isJournal = /\bhash\b/.test(text.split("\n", 1)[0]);
  process.stdout.write(`${isJournal ? (firstBroken(promoterId, text) ?? "it holds") : "no journal"}\n`);
}
