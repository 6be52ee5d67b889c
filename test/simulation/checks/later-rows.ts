/** What a later version of the code said waited for code that knows it, came once, and was never refused. */
import type { World } from "../platform/world.ts";
import type { Workload } from "../workload/workload.ts";
import { books, type Report } from "./findings.ts";

/** @param areMixed two versions ran: the next one tells its own book of each order. */
export function checkLaterRows(world: World, workload: Workload, areMixed: boolean, report: Report): void {
  if (!areMixed) return;
  for (const name of workload.ledgers) {
    const ledger = world.host("COMMISSION_LEDGER", name);
    const notes = hasNotes(world, name)
      ? ledger.read("SELECT DISTINCT note FROM orders WHERE note NOT IN ('none', 'none+')")
      : [];
    for (const { note } of notes) report(`${name}: a back-fill was not done once: ${note}`);
    const refused = ledger.read(
      "SELECT r.code FROM refused_rows r JOIN outbox o ON o.pair = r.pair AND o.seq = r.seq WHERE o.kind = 'greeted'",
    );
    for (const { code } of refused) report(`${name}: what a later version said was refused: ${code}`);
    if (workload.losesObjects || !books(workload).includes(name)) continue;
    const [sent] = ledger.read("SELECT count(*) AS n FROM outbox WHERE kind = 'greeted'");
    const [taken] = world.host("ACCOUNT_BOOK", name).read("SELECT count(*) AS n FROM greetings");
    if ((sent?.["n"] ?? 0) !== (taken?.["n"] ?? 0))
      report(`${name}: a later version said ${sent?.["n"]} times what was taken ${taken?.["n"]} times`);
  }
}

/** A ledger that ran under the next version has its column. */
function hasNotes(world: World, name: string): boolean {
  return (
    world
      .host("COMMISSION_LEDGER", name)
      .read("SELECT 1 AS x FROM pragma_table_info('orders') WHERE name = 'note'").length > 0
  );
}
