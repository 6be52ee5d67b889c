/** What a program's operator does where campaigns have no room for what orders cost: the budgets' bounds are lifted. */
import { once } from "./platform/stubs.ts";
import type { World } from "./platform/world.ts";
import { HOUR_MS } from "./workload/cast.ts";
import type { Workload } from "./workload/workload.ts";

/** Refused rows of a ledger that are sent once more. */
const REFUSED_ROWS = 1_000;

/** What was told again may cost more than its campaign has room for: an operator makes room, and sends it once more. */
export async function makeRoom(world: World, workload: Workload): Promise<void> {
  for (const name of workload.ledgers) {
    const ledger = once(world, "COMMISSION_LEDGER", name);
    const rows = await ledger.refusedRows({ pair: 0, seq: 0 }, REFUSED_ROWS);
    if (rows.length === 0) continue;
    for (const { id, slot, budget } of workload.campaigns) {
      await once(world, "ACCOUNT_BOOK", workload.bookOfSlot(slot)).setBudget(id, budget, null);
      workload.received.budgetsLifted.add(id);
    }
    for (const { slot, orderId, credit, level } of rows)
      await ledger.replayRefused({ slot, orderId, credit, level });
  }
  await world.scheduler.sleep(HOUR_MS);
}
