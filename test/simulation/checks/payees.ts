/** A payout goes to whom its promoter named, though the keys were rotated since; and no token of ours is strange. */
import { keyRing } from "../../../worker/platform/keys.ts";
import { openPayee } from "../../../worker/payouts/sealed-payees.ts";
import { once } from "../platform/stubs.ts";
import type { World } from "../platform/world.ts";
import { PROGRAM } from "../workload/cast.ts";
import type { Workload } from "../workload/workload.ts";
import { type Findings, isSame, type Report } from "./findings.ts";

export async function checkPayees(world: World, workload: Workload, found: Findings, report: Report) {
  const ring = keyRing(world.calmEnv());
  for (const [promoter, payee] of workload.payees.named) {
    const sealed = await once(world, "ACCOUNT_BOOK", workload.bookOf(promoter)).payee(promoter);
    const opened = sealed === null ? undefined : openPayee(ring, PROGRAM, promoter, sealed);
    if (!isSame(opened, payee)) report(`${promoter} is paid to ${JSON.stringify(opened)}`);
  }
  for (const id of workload.received.batches) {
    const number = Number.parseInt(id.split("_")[2] ?? "", 36);
    for (const row of (await once(world, "ACCOUNT_BOOK", `${PROGRAM}/0`).batchRows(number)) ?? []) {
      if (row.sealedPayee === null) {
        report(`${row.id} goes to nobody`);
        continue;
      }
      const opened = openPayee(ring, PROGRAM, row.promoter, row.sealedPayee);
      if (!isSame(opened, workload.payees.named.get(row.promoter)))
        report(`${row.id} goes to ${JSON.stringify(opened)}`);
    }
  }
  for (const sent of workload.received.sent.values()) {
    const faults = found.orders.get(sent.orderId)?.view.decision.attribution.tokenFaults ?? [];
    if (faults.length > 0) report(`${sent.orderId}: a token of ours is ${faults.join(", ")}`);
  }
}
