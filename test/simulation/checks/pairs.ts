/** Sender and receiver of every pair agree on the last number. */
import type { Binding } from "../platform/code.ts";
import type { World } from "../platform/world.ts";
import type { Workload } from "../workload/workload.ts";
import type { Report } from "./findings.ts";

const BINDINGS: Readonly<Record<string, Binding>> = {
  book: "ACCOUNT_BOOK",
  ledger: "COMMISSION_LEDGER",
  notifier: "NOTIFIER",
};

export function checkPairs(world: World, workload: Workload, report: Report): void {
  for (const name of workload.ledgers) {
    const pairs = world.host("COMMISSION_LEDGER", name).read("SELECT * FROM pairs");
    for (const pair of pairs) {
      const receiver = String(pair["receiver"]);
      const binding = BINDINGS[String(pair["receiver_class"])] ?? "JOURNEY";
      const [sender] = world
        .host(binding, receiver)
        .read("SELECT last_seq FROM senders WHERE sender = ?", `ledger ${name}`);
      const numbers = [pair["last_seq"], pair["acked_seq"], sender?.["last_seq"] ?? 0];
      if (new Set(numbers).size !== 1) report(`${name} to ${binding} ${receiver}: ${numbers.join(", ")}`);
    }
  }
}
