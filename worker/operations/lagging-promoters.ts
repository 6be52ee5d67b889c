/** Of whom something is on its way to a book or a read model: what is said of them may differ for a moment. */
import type { PromoterRef } from "../../domain/kernel/ids.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { callObject } from "../platform/object-call.ts";

/** Promoters of whom something is on its way; null when they are too many to name. */
export async function laggingPromoters(
  env: Env,
  ledgers: readonly string[],
): Promise<Set<PromoterRef> | null> {
  const lagging = new Set<PromoterRef>();
  for (const ledger of ledgers) {
    const progress = await callObject(
      async () => await objectNamed(env.COMMISSION_LEDGER, ledger).auditProgress(),
    );
    if (progress.lagging === null) return null;
    for (const promoter of progress.lagging) lagging.add(promoter);
  }
  return lagging;
}
