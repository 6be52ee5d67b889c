/** What stands in the journals of a commission is what its ledger asked for: nothing lost, nothing doubled. */
import { commissionIdOf } from "../../../domain/kernel/ids.ts";
import type { World } from "../platform/world.ts";
import type { Workload } from "../workload/workload.ts";
import { type Findings, isBlocked, type Report } from "./findings.ts";
import { amountsOf } from "./lost-decisions.ts";

/** Entries that ledgers ask for; all others a book writes by itself. */
export const INTENTS = new Set(["earn", "hold", "release", "reverse", "restore"]);

/** Whether entries of a kind add to what a commission keeps, take from it, or only move it. */
export function signOf(kind: string): number {
  if (kind === "earn" || kind === "restore") return 1;
  return kind === "reverse" ? -1 : 0;
}

/** What was posted for each commission is what its ledger asked for: nothing lost, nothing doubled. */
export function checkPostings(world: World, workload: Workload, found: Findings, report: Report): void {
  checkKept(found, report);
  // What a ledger that was put back has asked for left its log.
  if (workload.received.lost.size > 0) return;
  const readBack = readBackCommissions(world, workload);
  const asked = new Map<string, number>();
  for (const name of workload.ledgers) {
    const rows = world.host("COMMISSION_LEDGER", name).read(
      `SELECT o.kind, o.amount, o.credit, o.level, d.order_id AS orderId, d.slot, r.code AS refused,
         r.replayed_at_ms AS replayed FROM outbox o
         JOIN pairs p ON p.pair = o.pair JOIN orders d ON d.row = o.order_row
         LEFT JOIN refused_rows r ON r.pair = o.pair AND r.seq = o.seq WHERE p.receiver_class = 'book'`,
    );
    for (const row of rows) {
      if (!INTENTS.has(String(row["kind"]))) continue;
      // What was sent again counts as its repeat, under another number.
      if (row["replayed"] !== null) continue;
      if (row["refused"] !== null) report(`${name}: a ${row["kind"]} was refused: ${row["refused"]}`);
      const [slot, credit, level] = [row["slot"], row["credit"], row["level"]].map(Number);
      const place = { slot: slot ?? 0, credit: credit ?? 0, level: level ?? 0 };
      const id = commissionIdOf({ ...place, orderId: String(row["orderId"]) });
      const key = `${id} ${row["kind"]}`;
      asked.set(key, (asked.get(key) ?? 0) + Number(row["amount"]));
    }
  }
  const posted = new Map<string, number>();
  for (const { journal } of found.books.values()) {
    for (const entry of journal) {
      if (!INTENTS.has(entry.kind)) continue;
      const key = `${entry.reference} ${entry.kind}`;
      posted.set(key, (posted.get(key) ?? 0) + entry.amount);
    }
  }
  for (const key of new Set([...asked.keys(), ...posted.keys()])) {
    if (readBack.has(key.slice(0, key.lastIndexOf(" ")))) continue;
    if ((asked.get(key) ?? 0) !== (posted.get(key) ?? 0))
      report(`${key}: asked ${asked.get(key) ?? 0}, posted ${posted.get(key) ?? 0}`);
  }
}

/** What a repair found on its way to a book left the log, and counts by its sum. */
function readBackCommissions(world: World, workload: Workload): Set<unknown> {
  const adopted = workload.ledgers.flatMap((name) =>
    world.host("COMMISSION_LEDGER", name).read("SELECT commission_id AS id FROM adopted"),
  );
  return new Set(adopted.map(({ id }) => id));
}

/** What stands in the journals of each commission is what its order keeps of it, or what only a lost decision had posted. */
function checkKept(found: Findings, report: Report): void {
  const expected = amountsOf(found.lost);
  for (const { view } of found.orders.values()) {
    if (isBlocked(view)) continue;
    for (const { id, promoter, kept } of view.commissions) expected.set(`${id} ${promoter}`, kept);
  }
  const posted = new Map<string, number>();
  for (const [promoter, { journal }] of found.books) {
    for (const { kind, reference, amount } of journal) {
      const key = `${reference} ${promoter}`;
      if (INTENTS.has(kind)) posted.set(key, (posted.get(key) ?? 0) + signOf(kind) * amount);
    }
  }
  for (const key of new Set([...expected.keys(), ...posted.keys()])) {
    const [wanted, has] = [expected.get(key) ?? 0, posted.get(key) ?? 0];
    if (wanted !== has) report(`${key}: keeps ${wanted}, posted ${has}`);
  }
}
