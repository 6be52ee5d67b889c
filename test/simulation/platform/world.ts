/** A simulated world: objects, D1, a network that loses, repeats and reorders, clocks that jump, and one clock over all. */
import type { Amendment } from "../../../domain/commission/amendment.ts";
import type { Decision } from "../../../domain/commission/decision.ts";
import type { Order } from "../../../domain/order/order.ts";
import type { OrderEvent } from "../../../domain/order/order-event.ts";
import type { Chance } from "../../support/chance.ts";
import { Scheduler } from "../scheduler.ts";
import { type Binding, BINDINGS, type Code, PRESENT } from "./code.ts";
import { copyOf } from "../message-copy.ts";
import { Faults, type FaultRates, StorageFault } from "./faults.ts";
import { KeyRotation } from "./key-rotation.ts";
import { databaseTitle, Network, type Perform } from "./network.ts";
import { Outages } from "./outages.ts";
import { SimulatedQueue } from "./queue.ts";
import type { Host, Life, Surroundings } from "./life.ts";
import { ObjectHost } from "./object-host.ts";
import {
  type Answer,
  databaseBinding,
  type DatabaseName,
  FOLDERS,
  type Statement,
  StoredDatabase,
} from "./stored-database.ts";

/** Timers come late, as on a busy machine: after so long at the soonest. Who looks every few moments looks as seldom. */
const SHORTEST_PAUSE_MS = 200;
/** Of rows that a book applies, those that fail in a world where some do. */
const FAILING_ROWS = 0.1;

/** Somebody's system that events are sent to. */
export interface EventReceiver {
  /** The part of the Worker that sends to it. */
  readonly sending: object;
  /** How often each event came, by its id. */
  readonly taken: ReadonlyMap<string, number>;
}

/** What an amendment is planned for. */
type Planned = readonly [order: Order, decision: Decision, event: OrderEvent];

export class World implements Surroundings {
  readonly scheduler = new Scheduler();
  readonly faults: Faults;
  readonly outages = new Outages(this.scheduler);
  /** How far the machine's clock is off, in milliseconds. */
  #machineSkewMs = 0;
  readonly databases = {
    CONFIG: new StoredDatabase("CONFIG"),
    LINKS: new StoredDatabase("LINKS"),
    REPORTS: new StoredDatabase("REPORTS"),
  } as const satisfies Record<DatabaseName, StoredDatabase>;
  readonly keys: KeyRotation;
  readonly #network: Network;
  readonly failures: string[] = [];
  /** The code of whatever begins now. */
  pickCode: () => Code = () => PRESENT;
  /** Draws which rows fail in books; null in worlds where all can be applied. */
  failingRows: Chance | null = null;
  /** Takes the program's events, outside; null in worlds without. */
  receiver: EventReceiver | null = null;
  /** Plans an amendment of an order whose decision a merchant drew; null of others. */
  drawnPlan: (...of: Planned) => Amendment | null = () => null;
  /** Two versions of the code run. */
  mixesVersions = false;
  readonly #queues: Readonly<Record<"EVENTS" | "JOBS" | "deadEvents" | "deadJobs", SimulatedQueue>>;
  readonly #hosts = new Map<string, ObjectHost>();
  readonly #entered = new Set<Host>();
  /** The object whose code is at work in this step. */
  #present: Host | null = null;
  #skewMs = 0;

  /** @param keys draws when keys are rotated. @param queues when messages of queues come. */
  constructor(chance: Chance, rates: FaultRates, keys: Chance, queues: Chance) {
    const deadEvents = new SimulatedQueue("events-dead", this, queues, null);
    const deadJobs = new SimulatedQueue("jobs-dead", this, queues, null);
    this.#queues = {
      EVENTS: new SimulatedQueue("events", this, queues, deadEvents),
      JOBS: new SimulatedQueue("jobs", this, queues, deadJobs),
      deadEvents,
      deadJobs,
    };
    this.keys = new KeyRotation(this.scheduler, keys);
    this.faults = new Faults(chance, rates);
    this.#network = new Network(this);
    this.scheduler.afterStep = () => {
      for (const host of this.#entered) host.endStep();
      this.#entered.clear();
      this.#present = null;
      this.#skewMs = 0;
    };
  }

  /** The clock as the code at work reads it. */
  clockMs(): number {
    return this.machineMs() + this.#skewMs;
  }

  machineMs(): number {
    return this.scheduler.nowMs + this.#machineSkewMs;
  }

  /** When the machine's clock will show a time. */
  whenShown(atMs: number): number {
    return atMs - this.#machineSkewMs;
  }

  /** Sets the clock of the whole machine so much off the right time: alarms come when it shows their times. */
  setMachineClock(skewMs: number): void {
    if (skewMs === this.#machineSkewMs) return;
    this.scheduler.note(`the machine's clock is off by ${skewMs}`);
    this.#machineSkewMs = skewMs;
    for (const host of this.#hosts.values()) host.clockMoved();
  }

  failsRow(): boolean {
    if (this.failingRows === null || this.faults.isHealed || !this.failingRows.hits(FAILING_ROWS))
      return false;
    this.faults.counts.rowsFailed += 1;
    return true;
  }

  /** Calls of objects and statements of databases, so far. */
  get operations(): number {
    return this.#network.operations;
  }

  fail(reason: string): void {
    this.failures.push(reason);
  }

  /** The Worker's own part, as its objects call it. */
  exportsFor(life: Life): object {
    return {
      LateDecisions: {
        creditRequests: life.code.creditRequests.bind(undefined, this.envFor(life)),
        planAmendment: async (program: string, ...planned: Planned) =>
          this.drawnPlan(...planned) ?? (await life.code.planOf(this.envFor(life), program, ...planned)),
      },
      WebhookSender: this.receiver?.sending ?? {},
    };
  }

  enter(host: Host): void {
    this.#entered.add(host);
    this.#present = host;
    this.#skewMs = host.skewMs;
  }

  /** A timer of whoever is at work: one of an object ends with the life that set it. */
  later(ms: number, work: () => void): void {
    const pauseMs = Math.max(Math.ceil(ms), SHORTEST_PAUSE_MS);
    this.scheduler.after(pauseMs, "pause", this.#present?.inThisLife(work) ?? work);
  }

  hosts(): ObjectHost[] {
    return [...this.#hosts.values()];
  }

  host(binding: Binding, name: string): ObjectHost {
    const title = `${binding} ${name}`;
    let host = this.#hosts.get(title);
    if (host === undefined) {
      host = new ObjectHost(binding, name, this);
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
    const sent = copyOf(args);
    const performWith =
      (received: unknown[]): Perform =>
      (answered, failed) =>
        host.receive({ method, args: received, answered, failed });
    return await this.#network.roundTrip(life, {
      title: host.title,
      what: method,
      perform: performWith(sent),
      again: () => performWith(copyOf(sent)),
      copyOf,
    });
  }

  /** The queues of a deployment, with those of their dead letters. */
  queues(): readonly SimulatedQueue[] {
    return Object.values(this.#queues);
  }

  /** What an object reaches others by; without one, what an isolate of the Worker does. */
  envFor(life: Life | null): Env {
    const namespaces = BINDINGS.map((binding) => {
      const getByName = (name: string): object =>
        new Proxy(
          {},
          {
            get: (_, method) =>
              // A stub is no promise.
              method === "then"
                ? undefined
                : (...args: unknown[]) => this.call(life, binding, name, String(method), args),
          },
        );
      return [binding, { getByName }];
    });
    const databases = (Object.keys(FOLDERS) as DatabaseName[]).map((name) => [
      name,
      databaseBinding(async (statements) => await this.#ask(life, name, statements)),
    ]);
    const queues = (["EVENTS", "JOBS"] as const).map((name) => [name, this.#queues[name]]);
    return this.#withSecrets(Object.fromEntries([...namespaces, ...databases, ...queues]), (secret) =>
      this.keys.held(secret),
    );
  }

  /** The databases without a network before them, as whoever sets a world up reaches them. */
  calmEnv(): Env {
    const databases = (Object.keys(FOLDERS) as DatabaseName[]).map((name) => [
      name,
      databaseBinding(async (statements) => await Promise.resolve(this.databases[name].run(statements))),
    ]);
    return this.#withSecrets(Object.fromEntries(databases), (secret) => this.keys.newest(secret));
  }

  #withSecrets(bindings: object, held: (secret: "TOKEN_KEYS" | "DATA_KEY") => string): Env {
    const env: object = {
      ...bindings,
      CHECK_KEY,
      get TOKEN_KEYS() {
        return held("TOKEN_KEYS");
      },
      get DATA_KEY() {
        return held("DATA_KEY");
      },
    };
    return env as Env;
  }

  close(): void {
    for (const host of this.#hosts.values()) host.close();
    for (const database of Object.values(this.databases)) database.close();
  }

  async #ask(life: Life | null, name: DatabaseName, statements: readonly Statement[]): Promise<Answer[]> {
    const title = databaseTitle(name);
    const perform: Perform = (answered, failed) => {
      if (this.outages.has("refusing", title)) {
        this.faults.counts.refusals += 1;
        return failed(new StorageFault("D1_ERROR: D1 DB is overloaded. Requests queued for too long."));
      }
      try {
        answered(this.databases[name].run(statements));
      } catch (error) {
        this.fail(`D1 refused a statement: ${String(error)}`);
        failed(error);
      }
    };
    // Nobody else holds the rows of an answer.
    const message = { title, what: "", perform, again: () => perform, copyOf: (value: unknown) => value };
    return (await this.#network.roundTrip(life, message)) as Answer[];
  }
}

const CHECK_KEY = Buffer.alloc(32, 2).toString("base64");
