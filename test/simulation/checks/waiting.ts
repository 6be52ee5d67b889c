/** What still has to happen before a world has settled. */
import type { World } from "../platform/world.ts";
import type { Workload } from "../workload/workload.ts";

/** What still waits: rows in outboxes, read models that lag, open batches, clocks that are due. */
export function whatWaits(world: World, workload: Workload): string[] {
  const queues = world
    .queues()
    .flatMap(({ name, open }) => (open === 0 ? [] : [`${name} has messages (${open})`]));
  return [...queues, ...ofObjects(world, workload)];
}

function ofObjects(world: World, workload: Workload): string[] {
  return workload.ledgers.flatMap((name) => {
    const ledger = world.host("COMMISSION_LEDGER", name);
    const book = world.host("ACCOUNT_BOOK", name);
    const waiting: Record<string, unknown[]> = {
      "rows in the outbox": ledger.read("SELECT 1 AS x FROM pairs WHERE acked_seq < last_seq"),
      "orders to be projected": ledger.read("SELECT 1 AS x FROM unprojected"),
      "clocks due": ledger.read("SELECT 1 AS x FROM orders WHERE due_at_ms <= ?", world.scheduler.nowMs),
      "open reservations": book.read("SELECT 1 AS x FROM reservations WHERE ask_at_ms IS NOT NULL"),
      "open batches": book.read("SELECT 1 AS x FROM payout_batches WHERE sealed_at_ms IS NULL"),
    };
    return Object.entries(waiting)
      .filter(([, rows]) => rows.length > 0)
      .map(([what, rows]) => `${name} has ${what} (${rows.length})`);
  });
}
