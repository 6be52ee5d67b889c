/**
 * The platform under one Durable Object. Wakes it, hands it calls one step at a time, and holds back what it sends
 * until its writes are committed. Lets it die at any moment, with all that it had in memory and had not committed.
 */
import { AlarmClock } from "./alarm-clock.ts";
import type { Call } from "./call.ts";
import { type Binding, PRESENT } from "./code.ts";
import { appliesRow, Cursor, DEFECT, faultOf, keyValues } from "./storage-views.ts";
import { Database } from "./database.ts";
import { makeKv, makeTables } from "./first-tables.ts";
import type { Life, Surroundings } from "./life.ts";
import { isSimulated, NetworkFault, ObjectReset, Overloaded, StorageFault } from "./faults.ts";
import type { Outages } from "./outages.ts";

const EARLY_COMMIT = 0.3;
const LONGEST_WRITE_MS = 30_000;

export class ObjectHost {
  readonly title: string;
  readonly name: string;
  /** How far this object's clock is off, in milliseconds. */
  skewMs = 0;
  readonly #binding: Binding;
  readonly #around: Surroundings;
  readonly #database: Database;
  #life: Life | null = null;
  /** Tables are there, and are committed. */
  #isMade = false;
  readonly #alarm: AlarmClock;

  constructor(binding: Binding, name: string, around: Surroundings) {
    this.title = `${binding} ${name}`;
    this.name = name;
    this.#binding = binding;
    this.#around = around;
    this.#alarm = new AlarmClock(this.title, around, (ended) =>
      this.receive({
        method: "alarm",
        args: [],
        answered: () => ended(true),
        failed: () => ended(false),
      }),
    );
    // Where a later version adds to tables, each object makes its own.
    this.#database = around.mixesVersions
      ? new Database(null, makeKv)
      : new Database(PRESENT.classes[binding], (statements) =>
          makeTables(statements, PRESENT.classes[binding]),
        );
  }

  /** Reads tables from outside, or changes them behind the object's back; nothing while the object has not made them yet. */
  read(sql: string, ...bindings: unknown[]): Record<string, string | number | null>[] {
    if (this.#isMade) return this.#database.peek(sql, bindings);
    const made = this.#database.peek("SELECT 1 AS x FROM sqlite_schema WHERE name = 'schema_steps'", []);
    if (made.length === 0) return [];
    this.#isMade = !this.#database.isOpen;
    return this.#database.peek(sql, bindings);
  }

  receive(call: Call): void {
    if (this.#around.faults.crashes()) {
      this.crash("before a call");
      call.failed(new NetworkFault("the object was reset"));
      return;
    }
    if (call.method !== "alarm" && (this.#around.faults.overloads() || this.#has("refusing")))
      return call.failed(new Overloaded());
    this.#around.enter(this);
    const life = this.#awake();
    if (life.isDead) return call.failed(new NetworkFault("the object died as it woke up"));
    life.calls.add(call);
    const answer = life.ready.then(() => {
      if (life.isDead) throw new ObjectReset("died while it woke up");
      const method = life.instance[call.method];
      if (method === undefined) throw new Error(`${this.title} has no method ${call.method}`);
      return method.apply(life.instance, [...call.args]);
    });
    answer.then(
      (value) => this.#answer(life, call, () => call.answered(value)),
      (error: unknown) => {
        if (!isSimulated(error)) this.#around.fail(`${this.title}.${call.method} threw ${String(error)}`);
        this.#answer(life, call, () => call.failed(error));
      },
    );
  }

  /** Ends the step: commits, or dies around it; then what was held back goes out. */
  endStep(): void {
    const life = this.#life;
    if (life === null) return;
    const { faults } = this.#around;
    const wrote = this.#database.isOpen;
    if (wrote && faults.crashes()) return this.crash("before a commit");
    if (this.#alarm.isChanged && this.#has("full")) return this.crash("without room for its alarm");
    this.#commit();
    if ((wrote || life.outputs.length > 0) && faults.crashes()) return this.crash("after a commit");
    if (this.#has("slow")) this.#sendLater(life);
    else for (const output of life.outputs.splice(0)) output();
  }

  /** Nothing goes out before storage has written it down. */
  #sendLater(life: Life): void {
    const outputs = life.outputs.splice(0);
    if (outputs.length === 0) return;
    const { scheduler, faults } = this.#around;
    scheduler.after(faults.chance.between(500, LONGEST_WRITE_MS), `written ${this.title}`, () => {
      if (!life.isDead) for (const output of outputs) output();
    });
  }

  #has(kind: Parameters<Outages["has"]>[0]): boolean {
    return this.#around.outages.has(kind, this.title);
  }

  /** Storage throws what it cannot do. */
  #demand(sql: string): void {
    const { faults } = this.#around;
    if (appliesRow(this.#binding, sql) && this.#around.failsRow()) throw new StorageFault(DEFECT);
    const fault = faultOf((kind) => this.#has(kind), sql, faults);
    if (fault === null) return;
    faults.counts.storageFailures += 1;
    throw new StorageFault(fault);
  }

  /** Work of the present life that a timer begins: it ends with that life. */
  inThisLife(work: () => void): () => void {
    const life = this.#life;
    return () => {
      if (life === null || life.isDead) return;
      this.#around.enter(this);
      work();
    };
  }

  /** The machine's clock was set: the alarm comes when it shows its time. */
  clockMoved(): void {
    this.#alarm.clockMoved();
  }

  crash(moment: string): void {
    const life = this.#life;
    this.#database.rollBack();
    this.#alarm.rollBack();
    if (life === null) return;
    this.#around.scheduler.note(`crash ${this.title} ${moment}`);
    life.isDead = true;
    life.outputs.length = 0;
    this.#life = null;
    const calls = [...life.calls];
    life.calls.clear();
    for (const call of calls) call.failed(new NetworkFault("the object was reset"));
  }

  /** What is committed now, to be put back later; null within a step. */
  image(): Uint8Array | null {
    return this.#database.isOpen ? null : this.#database.image();
  }

  /** The object becomes what it was when the image was taken, or new without one: as one restored to an earlier moment. */
  putBack(image: Uint8Array | null): void {
    this.crash(image === null ? "lost with all that it had" : "put back to an earlier moment");
    this.#database.putBack(image, makeKv);
    this.#isMade = false;
    this.#alarm.clear();
    this.#around.faults.counts.putBack += 1;
  }

  close(): void {
    this.#database.close();
  }

  #answer(life: Life, call: Call, send: () => void): void {
    if (life.isDead) return;
    life.outputs.push(() => {
      life.calls.delete(call);
      send();
    });
    this.#around.enter(this);
  }

  #awake(): Life {
    if (this.#life !== null) return this.#life;
    const code = this.#around.pickCode();
    const life: Life = {
      host: this,
      code,
      outputs: [],
      calls: new Set(),
      isDead: false,
      ready: Promise.resolve(),
      instance: {},
    };
    this.#life = life;
    const ctx = this.#context(life) as unknown as DurableObjectState;
    try {
      life.instance = new code.classes[this.#binding](ctx, this.#around.envFor(life)) as Life["instance"];
    } catch (error) {
      this.#unexpected("being made", error);
      this.crash("while it was made");
    }
    return life;
  }

  #context(life: Life): object {
    return {
      id: { name: this.name },
      storage: this.#storage(life),
      exports: this.#around.exportsFor(life),
      waitUntil: (work: Promise<unknown>) => {
        work.catch((error: unknown) => this.#unexpected("background work", error));
      },
      // Nobody listens in a simulated world.
      getWebSockets: () => [],
      blockConcurrencyWhile: (work: () => Promise<unknown>) => {
        const done = work();
        life.ready = done.then(
          () => {},
          (error: unknown) => {
            this.#unexpected("waking up", error);
            if (!life.isDead) this.crash("while it woke up");
          },
        );
        return done.catch(() => {});
      },
    };
  }

  #storage(life: Life): object {
    const alive = (): void => {
      if (life.isDead) throw new ObjectReset("this life has ended");
      this.#around.enter(this);
    };
    const exec = (sql: string, ...bindings: unknown[]) => {
      alive();
      this.#demand(sql);
      return new Cursor(this.#database.query(sql, bindings));
    };
    return {
      sql: { exec },
      transactionSync: <T>(work: () => T): T => {
        alive();
        const result = this.#database.atomically(work);
        if (this.#database.depth === 0) this.#perhapsDieAround();
        return result;
      },
      kv: keyValues(exec),
      getAlarm: async () => {
        alive();
        return this.#alarm.atMs;
      },
      setAlarm: async (at: number | Date) => {
        alive();
        this.#alarm.ask(Number(at));
      },
      deleteAlarm: async () => {
        alive();
        this.#alarm.ask(null);
      },
    };
  }

  /** A transaction has ended. It may become durable at once, and the object may die before or after it does. */
  #perhapsDieAround(): void {
    const { faults } = this.#around;
    if (faults.crashes()) {
      this.crash("before a commit");
      throw new ObjectReset("died before a commit");
    }
    if (!faults.chance.hits(EARLY_COMMIT)) return;
    this.#commit();
    if (faults.crashes()) {
      this.crash("after a commit");
      throw new ObjectReset("died after a commit");
    }
  }

  #commit(): void {
    this.#database.commit();
    this.#alarm.commit();
  }

  #unexpected(where: string, error: unknown): void {
    if (!isSimulated(error)) this.#around.fail(`${this.title}, ${where}: ${String(error)}`);
  }
}
