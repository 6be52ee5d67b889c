/** What still has to happen before a world has settled. */
import { unsentEvents } from "./log/sent-events.ts";
import type { World } from "../platform/world.ts";
import { PROGRAM } from "../workload/cast.ts";
import type { Workload } from "../workload/workload.ts";

/** What still waits: rows in outboxes, read models that lag, open batches, clocks that are due. */
export function whatWaits(world: World, workload: Workload): string[] {
  const queues = world
    .queues()
    .flatMap(({ name, open }) => (open === 0 ? [] : [`${name} has messages (${open})`]));
  const unsent = unsentEvents(world).length;
  if (unsent > 0) queues.push(`${unsent} events are to be sent`);
  return [...queues, ...ofObjects(world, workload), ...unsaid(world, workload)];
}

/** What others than ledgers have to say. */
function unsaid(world: World, workload: Workload): string[] {
  const senders = [
    ...workload.ledgers.flatMap((name) => [
      { binding: "ACCOUNT_BOOK", name } as const,
      { binding: "JOURNEY", name } as const,
    ]),
    { binding: "REFERRAL_TREE", name: `${PROGRAM}/0` } as const,
  ];
  return senders.flatMap(({ binding, name }) => {
    const open = world
      .host(binding, name)
      .read("SELECT 1 AS x FROM pairs WHERE receiver_class = 'notifier' AND acked_seq < last_seq");
    return open.length === 0 ? [] : [`${binding} ${name} has something to say`];
  });
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
