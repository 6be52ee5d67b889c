/** A promoter has one payout open at most, and a payout is in one batch. */
import { once } from "../platform/stubs.ts";
import type { World } from "../platform/world.ts";
import { PROGRAM } from "../workload/cast.ts";
import type { Workload } from "../workload/workload.ts";
import { books, type Findings, type Report } from "./findings.ts";

/** True while a promoter has more than one payout open: looked at again and again. */
export function hasTwoOpenPayouts(world: World, workload: Workload): boolean {
  return books(workload).some(
    (name) =>
      world
        .host("ACCOUNT_BOOK", name)
        .read(
          "SELECT 1 AS x FROM payouts WHERE state IN ('requested', 'approved', 'processing') GROUP BY promoter HAVING count(*) > 1",
        ).length > 0,
  );
}

/** At most one payout open; each collected payout in exactly one sealed batch, with the same amounts for ever. */
export async function checkPayouts(
  world: World,
  workload: Workload,
  found: Findings,
  report: Report,
): Promise<void> {
  if (hasTwoOpenPayouts(world, workload)) report("a promoter has two open payouts");
  const batched = new Map<string, string>();
  for (const id of workload.received.batches) {
    const number = Number.parseInt(id.split("_")[2] ?? "", 36);
    const owner = once(world, "ACCOUNT_BOOK", `${PROGRAM}/0`);
    const rows = await owner.batchRows(number);
    if (rows === null) report(`${id} was never sealed`);
    for (const row of rows ?? []) {
      if (batched.has(row.id)) report(`${row.id} is in ${id} and in ${batched.get(row.id)}`);
      batched.set(row.id, id);
    }
  }
  for (const { payouts } of found.books.values()) {
    for (const { id, state, batchId, gross, withheld, net } of payouts) {
      if (gross !== withheld + net) report(`${id}: gross is not withheld and net`);
      const wasCollected = ["processing", "paid", "failed", "returned"].includes(state);
      if (wasCollected !== (batchId !== null) || batched.get(id) !== (batchId ?? undefined))
        report(`${id} is ${state}, says ${batchId} and is in ${batched.get(id)}`);
    }
  }
}
