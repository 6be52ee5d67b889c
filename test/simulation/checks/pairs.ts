/** Sender and receiver of every pair agree on the last number. */
import type { World } from "../platform/world.ts";
import type { Workload } from "../workload/workload.ts";
import { books, type Report } from "./findings.ts";

export function checkPairs(world: World, workload: Workload, report: Report): void {
  for (const name of books(workload)) {
    const pairs = world.host("COMMISSION_LEDGER", name).read("SELECT * FROM pairs");
    for (const pair of pairs) {
      const receiver = String(pair["receiver"]);
      const binding = pair["receiver_class"] === "book" ? "ACCOUNT_BOOK" : "JOURNEY";
      const [sender] = world
        .host(binding, receiver)
        .read("SELECT last_seq FROM senders WHERE sender = ?", `ledger ${name}`);
      const numbers = [pair["last_seq"], pair["acked_seq"], sender?.["last_seq"] ?? 0];
      if (new Set(numbers).size !== 1) report(`${name} to ${binding} ${receiver}: ${numbers.join(", ")}`);
    }
  }
}
