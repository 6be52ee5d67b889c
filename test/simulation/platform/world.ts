/** A simulated world: objects, D1, a network that loses, repeats and reorders, clocks that jump, and one clock over all. */
import { AccountBook } from "../../../durable-objects/account-book/account-book.ts";
import { CommissionLedger } from "../../../durable-objects/commission-ledger/commission-ledger.ts";
import { Journey } from "../../../durable-objects/journey/journey.ts";
import { ReferralTree } from "../../../durable-objects/referral-tree/referral-tree.ts";
import type { Chance } from "../../support/chance.ts";
import { Scheduler } from "../scheduler.ts";
import { Faults, type FaultRates, isSimulated, NetworkFault } from "./faults.ts";
import { type Life, type ObjectClass, ObjectHost, type Surroundings } from "./object-host.ts";
import {
  type Answer,
  databaseBinding,
  type DatabaseName,
  FOLDERS,
  type Statement,
  StoredDatabase,
} from "./stored-database.ts";

const CLASSES = {
  ACCOUNT_BOOK: AccountBook,
  COMMISSION_LEDGER: CommissionLedger,
  JOURNEY: Journey,
  REFERRAL_TREE: ReferralTree,
} as const satisfies Record<string, ObjectClass>;

export type Binding = keyof typeof CLASSES;

/** How long a caller waits before it gives a lost message up, in milliseconds. */
const PATIENCE_MS = 3_000;

export class World implements Surroundings {
  readonly scheduler = new Scheduler();
  readonly faults: Faults;
  readonly databases = {
    CONFIG: new StoredDatabase("CONFIG"),
    LINKS: new StoredDatabase("LINKS"),
    REPORTS: new StoredDatabase("REPORTS"),
  } as const satisfies Record<DatabaseName, StoredDatabase>;
  readonly failures: string[] = [];
  readonly #hosts = new Map<string, ObjectHost>();
  readonly #entered = new Set<ObjectHost>();
  #skewMs = 0;

  constructor(chance: Chance, rates: FaultRates) {
    this.faults = new Faults(chance, rates);
    this.scheduler.afterStep = () => {
      for (const host of this.#entered) host.endStep();
      this.#entered.clear();
      this.#skewMs = 0;
    };
  }

  /** The clock as the code at work reads it. */
  clockMs(): number {
    return this.scheduler.nowMs + this.#skewMs;
  }

  fail(reason: string): void {
    this.failures.push(reason);
  }

  enter(host: ObjectHost): void {
    this.#entered.add(host);
    this.#skewMs = host.skewMs;
  }

  hosts(): ObjectHost[] {
    return [...this.#hosts.values()];
  }

  host(binding: Binding, name: string): ObjectHost {
    const title = `${binding} ${name}`;
    let host = this.#hosts.get(title);
    if (host === undefined) {
      host = new ObjectHost(title, name, CLASSES[binding], this);
      this.#hosts.set(title, host);
    }
    return host;
  }

  /** A call of somebody outside: of a client when `life` is null. */
  async call(
    life: Life | null,
    binding: Binding,
    name: string,
    method: string,
    args: unknown[],
  ): Promise<unknown> {
    const host = this.host(binding, name);
    const sent = structuredClone(args);
    return await this.#roundTrip(life, `${host.title} ${method}`, (answered, failed) =>
      host.receive({ method, args: structuredClone(sent), answered, failed }),
    );
  }

  envFor(life: Life): Env {
    const namespaces = Object.keys(CLASSES).map((binding) => {
      const getByName = (name: string): object =>
        new Proxy(
          {},
          {
            get: (_, method) =>
              // A stub is no promise.
              method === "then"
                ? undefined
                : (...args: unknown[]) => this.call(life, binding as Binding, name, String(method), args),
          },
        );
      return [binding, { getByName }];
    });
    const databases = (Object.keys(FOLDERS) as DatabaseName[]).map((name) => [
      name,
      databaseBinding(async (statements) => await this.#ask(life, name, statements)),
    ]);
    return Object.fromEntries([...namespaces, ...databases]) as Env;
  }

  /** A database without a network before it, as whoever sets a world up reaches it. */
  calmDatabase(name: DatabaseName): D1Database {
    return databaseBinding(async (statements) => await Promise.resolve(this.databases[name].run(statements)));
  }

  close(): void {
    for (const host of this.#hosts.values()) host.close();
    for (const database of Object.values(this.databases)) database.close();
  }

  async #ask(life: Life | null, name: DatabaseName, statements: readonly Statement[]): Promise<Answer[]> {
    const answer = await this.#roundTrip(life, `D1 ${name}`, (answered, failed) => {
      try {
        answered(this.databases[name].run(statements));
      } catch (error) {
        this.fail(`D1 refused a statement: ${String(error)}`);
        failed(error);
      }
    });
    return answer as Answer[];
  }

  /** A message there and its answer back, either of which may be lost, late or doubled. */
  #roundTrip(
    life: Life | null,
    label: string,
    perform: (answered: (value: unknown) => void, failed: (error: unknown) => void) => void,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const back = (settle: () => void, what: string): void => {
        this.scheduler.after(this.faults.delayMs(), `${what} ${label}`, () => {
          if (life === null) return settle();
          if (life.isDead) return;
          this.enter(life.host);
          settle();
        });
      };
      const giveUp = (): void =>
        this.scheduler.after(PATIENCE_MS, `gave up ${label}`, () => {
          if (life?.isDead === true) return;
          if (life !== null) this.enter(life.host);
          reject(new NetworkFault(`no answer from ${label}`));
        });
      // D1 is slow at times, so that much happens before it answers.
      const slowness = label.startsWith("D1 ") ? 10 : 1;
      const send = (): void => {
        if (this.faults.loses()) return giveUp();
        const answered = (value: unknown): void => {
          if (this.faults.loses()) return giveUp();
          const copy = structuredClone(value);
          back(() => resolve(copy), "answer");
        };
        const failed = (error: unknown): void => {
          const received = isSimulated(error) ? new NetworkFault("the object was reset") : error;
          back(() => reject(received), "failure");
        };
        this.scheduler.after(slowness * this.faults.delayMs(), label, () => perform(answered, failed));
        if (!this.faults.repeats()) return;
        const ignored = (): void => {};
        this.scheduler.after(this.faults.repeatDelayMs(), `repeat ${label}`, () => perform(ignored, ignored));
      };
      if (life === null) send();
      else life.outputs.push(send);
    });
  }
}
