/** What goes wrong in a simulated world, and how often. Everything stops going wrong when it is healed. */
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
  /** Greatest ordinary delay of a message, in milliseconds. */
  readonly delayMs: number;
  /** A message that comes much later than others, overtaken by them. */
  readonly straggler: number;
  /** How far an object's clock may jump, in milliseconds. */
  readonly clockJumpMs: number;
}

const NO_FAULTS: FaultRates = {
  loss: 0,
  repeat: 0,
  crash: 0,
  lostAlarm: 0,
  delayMs: 5,
  straggler: 0,
  clockJumpMs: 0,
};

/** Some worlds are calm, some are terrible. */
export function drawRates(chance: Chance): FaultRates {
  const level = chance.next();
  return {
    loss: 0.3 * level * chance.next(),
    repeat: 0.5 * level * chance.next(),
    crash: 0.06 * level * chance.next(),
    lostAlarm: 0.2 * level * chance.next(),
    delayMs: chance.between(1, 400),
    straggler: 0.1 * chance.next(),
    clockJumpMs: chance.hits(0.4) ? chance.between(1, 300_000) : 0,
  };
}

export class Faults {
  readonly chance: Chance;
  #rates: FaultRates;
  /** How often each came to pass. */
  readonly counts = { lost: 0, repeated: 0, crashes: 0, alarmsLost: 0, jumps: 0, putBack: 0 };

  constructor(chance: Chance, rates: FaultRates) {
    this.chance = chance;
    this.#rates = rates;
  }

  heal(): void {
    this.#rates = NO_FAULTS;
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

export function isSimulated(error: unknown): boolean {
  if (error instanceof NetworkFault || error instanceof ObjectReset) return true;
  // An order is under way to a ledger that cannot be reached: its caller is answered 503.
  return error instanceof Error && error.message.endsWith("that an order is moving to cannot be reached");
}
