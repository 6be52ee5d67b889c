/**
 * Bounds how often one credential calls an isolate, so that no key takes the room of the others. It is counted before any
 * storage is asked: one that was revoked, or calls too often, costs no more than its rate. The operator's is not bounded:
 * it is who ends what others do.
 */
import { LIMITS } from "../../domain/kernel/limits.ts";
import { ApiProblem } from "../http/problem.ts";
import { MissBudget } from "../platform/miss-budget.ts";
import { WeighedMap } from "../platform/weighed-map.ts";

/** A promoter's token belongs to one person, a key to a shop's servers. A page of the desk asks much at once. */
const TERMS = {
  person: { burst: LIMITS.callsOfKey, perSecond: LIMITS.callsOfKey / 10 },
  tk: { burst: LIMITS.callsOfKey, perSecond: LIMITS.callsOfKey / 10 },
  tp: { burst: LIMITS.callsOfPromoterToken, perSecond: LIMITS.callsOfPromoterToken / 10 },
} as const;

/** Credentials whose calls an isolate remembers; whoever has not called for longest is forgotten first. */
const REMEMBERED = 20_000;

/** A caller as it is told from others. */
interface Counted {
  readonly kind: keyof typeof TERMS;
  readonly hash: string;
}

export class CallLimits {
  readonly #budgets = new WeighedMap<MissBudget>({
    entries: REMEMBERED,
    weight: REMEMBERED,
    weigh: () => 1,
  });

  /** Counts a call. @throws ApiProblem `rate_limited` (429) when the credential has called too often. */
  count({ kind, hash }: Counted, nowMs: number): void {
    let budget = this.#budgets.use(hash);
    if (budget === undefined) {
      budget = new MissBudget(TERMS[kind]);
      this.#budgets.set(hash, budget);
    }
    if (!budget.take(nowMs)) throw new ApiProblem("rate_limited");
  }
}
