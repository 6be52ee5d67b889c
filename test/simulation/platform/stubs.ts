/** How a client outside calls objects: typed as the real classes, over the simulated network. */
import type { AccountBook } from "../../../durable-objects/account-book/account-book.ts";
import type { ClickGuard } from "../../../durable-objects/click-guard/click-guard.ts";
import type { CommissionLedger } from "../../../durable-objects/commission-ledger/commission-ledger.ts";
import type { Journey } from "../../../durable-objects/journey/journey.ts";
import type { Notifier } from "../../../durable-objects/notifier/notifier.ts";
import type { ReferralTree } from "../../../durable-objects/referral-tree/referral-tree.ts";
import type { WebhookEndpoint } from "../../../durable-objects/webhook-endpoint/webhook-endpoint.ts";
import { isSimulated } from "./faults.ts";
import type { Binding } from "./code.ts";
import type { World } from "./world.ts";

interface Classes {
  readonly ACCOUNT_BOOK: AccountBook;
  readonly CLICK_GUARD: ClickGuard;
  readonly COMMISSION_LEDGER: CommissionLedger;
  readonly JOURNEY: Journey;
  readonly NOTIFIER: Notifier;
  readonly REFERRAL_TREE: ReferralTree;
  readonly WEBHOOK_ENDPOINT: WebhookEndpoint;
}

/** The methods of a class as a caller sees them. */
export type Calls<T> = {
  readonly [Method in keyof T]: T[Method] extends (...args: infer Args) => infer Answer
    ? (...args: Args) => Promise<Awaited<Answer>>
    : never;
};

/** Calls an object once: the answer may never come. */
export function once<B extends Binding>(world: World, binding: B, name: string): Calls<Classes[B]> {
  return stub((method, args) => world.call(null, binding, name, method, args));
}

/** Calls an object until it has answered, as a sender does who must know. */
export function surely<B extends Binding>(world: World, binding: B, name: string): Calls<Classes[B]> {
  return stub(async (method, args) => {
    for (let failures = 0; ; failures += 1) {
      try {
        return await world.call(null, binding, name, method, args);
      } catch (error) {
        if (!isSimulated(error)) throw error;
        const longest = 4_000 * 2 ** Math.min(Math.max(failures - 4, 0), 6);
        await world.scheduler.sleep(world.faults.chance.between(200, longest));
      }
    }
  });
}

function stub<T>(call: (method: string, args: unknown[]) => Promise<unknown>): Calls<T> {
  const get = (_: unknown, method: string | symbol) =>
    method === "then" ? undefined : (...args: unknown[]) => call(String(method), args);
  return new Proxy({}, { get }) as Calls<T>;
}
