/**
 * The keys that isolates hold, rotated as an operator is told to: a new key is appended everywhere before it is promoted.
 * While a step is deployed some isolates still hold the keys of before.
 */
import type { Chance } from "../../support/chance.ts";
import type { Scheduler } from "../scheduler.ts";

const SECRETS = ["TOKEN_KEYS", "DATA_KEY"] as const;
const MINUTE_MS = 60_000;
const DEPLOYED_WITHIN_MS = 10 * MINUTE_MS;

type Secret = (typeof SECRETS)[number];

export class KeyRotation {
  readonly #scheduler: Scheduler;
  readonly #chance: Chance;
  /** By secret: what isolates hold now, and what some still hold. */
  readonly #held = new Map<Secret, { readonly now: string; readonly before: string }>();
  /** How many steps were made. */
  steps = 0;

  constructor(scheduler: Scheduler, chance: Chance) {
    this.#scheduler = scheduler;
    this.#chance = chance;
    for (const secret of SECRETS) {
      const first = keyText(secret, 1);
      this.#held.set(secret, { now: first, before: first });
    }
  }

  /** What an isolate holds, as one that was deployed at some time. */
  held(secret: Secret): string {
    const { now, before } = this.#held.get(secret) ?? { now: "", before: "" };
    return now === before || this.#chance.hits(0.5) ? now : before;
  }

  /** What all isolates hold in the end. */
  newest(secret: Secret): string {
    return this.#held.get(secret)?.now ?? "";
  }

  /** Rotates each secret up to two times within a time. */
  plan(withinMs: number): void {
    for (const secret of SECRETS) {
      const times = this.#chance.between(1, 2);
      for (let id = 2; id <= times + 1; id += 1) {
        const beginMs = ((id - 2) * withinMs) / 2 + this.#chance.between(0, withinMs / 4);
        const appended = (keys: string) => `${keys},${keyText(secret, id)}`;
        const promoted = (keys: string) => {
          const all = keys.split(",");
          return [...all.slice(-1), ...all.slice(0, -1)].join(",");
        };
        this.#step(secret, beginMs, appended);
        this.#step(secret, beginMs + 2 * DEPLOYED_WITHIN_MS, promoted);
      }
    }
  }

  #step(secret: Secret, atMs: number, change: (keys: string) => string): void {
    this.#scheduler.after(atMs, `${secret} changes`, () => {
      const before = this.newest(secret);
      this.#held.set(secret, { now: change(before), before });
      this.steps += 1;
      this.#scheduler.after(DEPLOYED_WITHIN_MS, `${secret} has changed everywhere`, () => {
        const now = this.newest(secret);
        this.#held.set(secret, { now, before: now });
      });
    });
  }
}

function keyText(secret: Secret, id: number): string {
  return `${id}:${Buffer.alloc(32, secret === "DATA_KEY" ? 64 + id : id).toString("base64")}`;
}
