/** What goes wrong in a simulated world, and how often. Everything stops going wrong when it is healed. */
import { chainOf } from "../../../durable-objects/object/log.ts";
import type { Chance } from "../../support/chance.ts";

export interface FaultRates {
  /** A message that never arrives. */
  readonly loss: number;
  /** A message that arrives twice. */
  readonly repeat: number;
  /** An object that dies before or after a commit or a call. */
  readonly crash: number;
  /** An alarm that is lost, as after its sixth failed try. */
  readonly lostAlarm: number;
  /** An alarm that runs twice, or before its time. */
  readonly oddAlarm: number;
  /** An object that has too much to do and refuses a call. */
  readonly overload: number;
  /** Greatest ordinary delay of a message, in milliseconds. */
  readonly delayMs: number;
  /** A message that comes much later than others, overtaken by them. */
  readonly straggler: number;
  /** How far an object's clock may jump, in milliseconds. */
  readonly clockJumpMs: number;
  /** How far the machine's clock may be off for hours, in milliseconds. */
  readonly machineJumpMs: number;
}

const DAY_MS = 86_400_000;
/** The part of its statements that storage fails, while it does. */
const FAILING = 0.05;

const NO_FAULTS: FaultRates = {
  loss: 0,
  repeat: 0,
  crash: 0,
  lostAlarm: 0,
  oddAlarm: 0,
  overload: 0,
  delayMs: 5,
  straggler: 0,
  clockJumpMs: 0,
  machineJumpMs: 0,
};

/** Some worlds are calm, some are terrible. */
export function drawRates(chance: Chance): FaultRates {
  const level = chance.next();
  return {
    loss: 0.3 * level * chance.next(),
    repeat: 0.5 * level * chance.next(),
    crash: 0.06 * level * chance.next(),
    // In some worlds every alarm comes, so that nothing at all may need to be rescued.
    lostAlarm: chance.hits(0.3) ? 0 : 0.2 * level * chance.next(),
    oddAlarm: 0.3 * level * chance.next(),
    overload: chance.hits(0.5) ? 0.1 * level * chance.next() : 0,
    delayMs: chance.between(1, 400),
    straggler: 0.1 * chance.next(),
    clockJumpMs: chance.hits(0.4) ? chance.between(1, 300_000) : 0,
    machineJumpMs: chance.hits(0.15) ? chance.between(1, 3 * DAY_MS) : 0,
  };
}

export class Faults {
  readonly chance: Chance;
  readonly #planned: FaultRates;
  #rates = NO_FAULTS;
  #isHealed = false;
  /** How often each came to pass. */
  readonly counts = {
    lost: 0,
    repeated: 0,
    crashes: 0,
    alarmsLost: 0,
    oddAlarms: 0,
    jumps: 0,
    machineJumps: 0,
    putBack: 0,
    programsPutBack: 0,
    databasesPutBack: 0,
    overloads: 0,
    parted: 0,
    storageFailures: 0,
    refusals: 0,
    /** Rows that a book could not apply. */
    rowsFailed: 0,
    /** Lives that ended because other code was to run. */
    replaced: 0,
  };

  constructor(chance: Chance, rates: FaultRates) {
    this.chance = chance;
    this.#planned = rates;
  }

  /** From now on things go wrong. */
  begin(): void {
    this.#rates = this.#planned;
  }

  /** Something happened that alarms cannot make good, and the hourly cron has to. */
  needCron(): boolean {
    const { alarmsLost, putBack, databasesPutBack, machineJumps } = this.counts;
    return alarmsLost + putBack + databasesPutBack + machineJumps > 0;
  }

  heal(): void {
    this.#isHealed = true;
    this.#rates = NO_FAULTS;
  }

  get isHealed(): boolean {
    return this.#isHealed;
  }

  get rates(): FaultRates {
    return this.#rates;
  }

  loses(): boolean {
    const hit = this.chance.hits(this.#rates.loss);
    if (hit) this.counts.lost += 1;
    return hit;
  }

  repeats(): boolean {
    const hit = this.chance.hits(this.#rates.repeat);
    if (hit) this.counts.repeated += 1;
    return hit;
  }

  crashes(): boolean {
    const hit = this.chance.hits(this.#rates.crash);
    if (hit) this.counts.crashes += 1;
    return hit;
  }

  losesAlarm(): boolean {
    const hit = this.chance.hits(this.#rates.lostAlarm);
    if (hit) this.counts.alarmsLost += 1;
    return hit;
  }

  runsAlarmOddly(): boolean {
    const hit = this.chance.hits(this.#rates.oddAlarm);
    if (hit) this.counts.oddAlarms += 1;
    return hit;
  }

  overloads(): boolean {
    const hit = this.chance.hits(this.#rates.overload);
    if (hit) this.counts.overloads += 1;
    return hit;
  }

  /** Storage that fails does so now and then. */
  failsStatement(): boolean {
    return this.chance.hits(FAILING);
  }

  /** A copy may wander about for an hour. */
  repeatDelayMs(): number {
    return this.chance.hits(0.2) ? this.chance.between(1, 3_600_000) : this.delayMs();
  }

  delayMs(): number {
    const late = this.chance.hits(this.#rates.straggler);
    return this.chance.between(1, this.#rates.delayMs * (late ? 200 : 1));
  }
}

/** A call that broke off: whether it was carried out is not known. */
export class NetworkFault extends Error {
  override readonly name = "NetworkFault";
  readonly retryable = true;
}

/** An object that died while it worked. */
export class ObjectReset extends Error {
  override readonly name = "ObjectReset";
  readonly retryable = true;
}

/** An object that takes no more calls for now. */
export class Overloaded extends Error {
  override readonly name = "Overloaded";
  readonly retryable = true;
  readonly overloaded = true;

  constructor() {
    super("Durable Object is overloaded. Too many requests queued.");
  }
}

/** Storage that does not do what it was told. */
export class StorageFault extends Error {
  override readonly name = "StorageFault";
}

/** What an object says that cannot do yet what it is asked. */
const UNTIL_LATER = /that a slot is moving to cannot be reached$|is not known before it is woken$/;

/** An error of the simulation, or one that the code made of it. */
export function isSimulated(error: unknown): boolean {
  // An order may be under way to a ledger that cannot be reached: its caller is answered 503.
  return chainOf(error).some(
    (one) =>
      breaksOff(one) ||
      one instanceof Overloaded ||
      one instanceof StorageFault ||
      isOfAnotherVersion(one) ||
      (one instanceof Error && UNTIL_LATER.test(one.message)),
  );
}

/** What one version says and another does not know waits until it does. No other code says so. */
function isOfAnotherVersion(error: unknown): boolean {
  return error instanceof Error && error.name === "NotUnderstood";
}

/** Errors that tell a caller nothing but that the call broke off. */
export function breaksOff(error: unknown): boolean {
  return error instanceof NetworkFault || error instanceof ObjectReset;
}
