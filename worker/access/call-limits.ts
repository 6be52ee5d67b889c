/**
 * Bounds how often one credential calls an isolate, so that no key takes the room of the others. The operator's is not
 * bounded: it is who ends what others do.
 */
import { LIMITS } from "../../domain/kernel/limits.ts";
import { ApiProblem } from "../http/problem.ts";
import { MissBudget } from "../platform/miss-budget.ts";
import { WeighedMap } from "../platform/weighed-map.ts";
import type { Principal } from "./api-env.ts";

/** By the kind of the caller. A promoter's token belongs to one person, a key to a shop's servers. */
const TERMS = {
  key: { burst: LIMITS.callsOfKey, perSecond: LIMITS.callsOfKey / 10 },
  promoter: { burst: LIMITS.callsOfPromoterToken, perSecond: LIMITS.callsOfPromoterToken / 10 },
} as const;

/** Credentials whose calls an isolate remembers; whoever has not called for longest is forgotten first. */
const REMEMBERED = 20_000;

export class CallLimits {
  readonly #budgets = new WeighedMap<MissBudget>({
    entries: REMEMBERED,
    weight: REMEMBERED,
    weigh: () => 1,
  });

  /** Counts a call. @throws ApiProblem `rate_limited` (429) when the credential has called too often. */
  count(program: number, caller: Principal, nowMs: number): void {
    if (caller.kind === "operator") return;
    const name = `${program} ${caller.kind} ${caller.number}`;
    let budget = this.#budgets.use(name);
    if (budget === undefined) {
      budget = new MissBudget(TERMS[caller.kind]);
      this.#budgets.set(name, budget);
    }
    if (!budget.take(nowMs)) throw new ApiProblem("rate_limited");
  }
}
