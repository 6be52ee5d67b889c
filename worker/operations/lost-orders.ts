/** Names differences of commissions for what they are: what was posted for an order that its ledger lost has a kind of its own. */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import type { CommissionDifference, Difference } from "../../domain/ledger/reconciliation.ts";
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { callObject } from "../platform/object-call.ts";

/** Commissions of lost orders that one ledger is asked for. */
const ORPHANS_SHOWN = 1_000;

export class LostOrders {
  readonly #env: Env;
  readonly #ledgers: readonly string[];

  /** @param ledgers those of the program. */
  constructor(env: Env, ledgers: readonly string[]) {
    this.#env = env;
    this.#ledgers = ledgers;
  }

  /** As they are reported. Ledgers are asked only where something differs. */
  async named(differences: readonly CommissionDifference[]): Promise<Difference[]> {
    if (differences.length === 0) return [];
    const lost = await this.#postedForLost();
    return differences.map((difference): Difference => {
      const { kind, about, expected, found } = difference;
      return { kind: lost.has(keyOf(difference)) ? "unknown_order" : kind, about, expected, found };
    });
  }

  async #postedForLost(): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const ledger of this.#ledgers) {
      const orphans = await callObject(
        async () => await objectNamed(this.#env.COMMISSION_LEDGER, ledger).orphans("", ORPHANS_SHOWN),
      );
      for (const orphan of orphans) found.add(keyOf(orphan));
    }
    return found;
  }
}

/** The same commission may have been decided for another promoter since. */
function keyOf({
  commissionId,
  promoter,
}: {
  readonly commissionId: string;
  readonly promoter: PromoterRef;
}): string {
  return `${commissionId} ${promoter}`;
}
