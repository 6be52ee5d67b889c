/** What is changed behind the owners' backs a reconciliation names: that commission and no other, in the list and in the log. */
import { commissionIdOf } from "../../../domain/kernel/ids.ts";
import type { Chance } from "../../support/chance.ts";
import type { World } from "../platform/world.ts";
import { reconciled } from "../reconciled.ts";
import type { StoredProgram } from "../workload/program.ts";
import type { Workload } from "../workload/workload.ts";
import type { Report } from "./findings.ts";

/** The last that happens in a world: what was right before is wrong from here on. */
export async function checkNaming(
  world: World,
  workload: Workload,
  program: StoredProgram,
  chance: Chance,
  report: Report,
): Promise<void> {
  const inList = changeList(world, chance);
  const inLog = changeLog(world, workload, chance);
  if (inList === null && inLog === null) return;
  const run = await reconciled(world, world.envFor(null), program);
  if (run === "lost" || run.state !== "finished") return report("a reconciliation does not finish");
  const named = (kind: string) =>
    new Set(run.differences.filter((one) => one.kind === kind).map(({ about }) => about.split(" ")[0]));
  expect(named("ledger_and_journal"), inLog, report);
  expect(named("journal_and_read_model"), inList, report);
}

function expect(named: ReadonlySet<unknown>, changed: string | null, report: Report): void {
  const wanted = changed === null ? [] : [changed];
  if (wanted.length !== named.size || wanted.some((id) => !named.has(id)))
    report(
      `a reconciliation names ${[...named].join(" ") || "nothing"}, and ${wanted.join("") || "nothing"} is wrong`,
    );
}

/** One commission of the read model is gone, or has another amount. */
function changeList(world: World, chance: Chance): string | null {
  const { REPORTS } = world.databases;
  const shown = REPORTS.read("SELECT id FROM commissions WHERE kept > 0 ORDER BY id");
  if (shown.length === 0) return null;
  const id = String(chance.oneOf(shown)["id"]);
  const sql = chance.hits(0.5)
    ? "DELETE FROM commissions WHERE id = ?"
    : "UPDATE commissions SET kept = kept + 1 WHERE id = ?";
  REPORTS.run([{ sql, bindings: [id] }]);
  return id;
}

/** A ledger's log says of one commission that a book was told more than it was. */
function changeLog(world: World, workload: Workload, chance: Chance): string | null {
  const name = chance.oneOf(workload.ledgers);
  const [told] = world.host("COMMISSION_LEDGER", name).read(
    `UPDATE outbox SET amount = amount + 1 WHERE (pair, seq) = (
       SELECT o.pair, o.seq FROM outbox o JOIN pairs p ON p.pair = o.pair JOIN orders d ON d.row = o.order_row
       WHERE o.kind = 'earn' AND d.moved = 0 AND p.receiver_class = 'book' AND NOT EXISTS (
         SELECT 1 FROM refused_rows r WHERE r.pair = o.pair AND r.seq = o.seq)
       ORDER BY o.pair, o.seq LIMIT 1)
     RETURNING order_row AS orderRow, credit, level`,
  );
  if (told === undefined) return null;
  const [order] = world
    .host("COMMISSION_LEDGER", name)
    .read("SELECT order_id AS id, slot FROM orders WHERE row = ?", told["orderRow"]);
  const [slot, credit, level] = [order?.["slot"], told["credit"], told["level"]].map(Number);
  const place = { slot: slot ?? 0, credit: credit ?? 0, level: level ?? 0 };
  return commissionIdOf({ ...place, orderId: String(order?.["id"]) });
}
