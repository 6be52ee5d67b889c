/**
 * Delivers an outbox: per receiver one flight at a time, messages in sequence, and only what the receiver acknowledged
 * is done. A failure backs off; the alarm of the owner is the backstop.
 */
import { NotUnderstood } from "../../domain/kernel/not-understood.ts";
import { isPauseOver, pauseEndMs } from "../../domain/kernel/pause.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { logError } from "../object/log.ts";
import { withinAMoment } from "../object/within-a-moment.ts";
import type { LogMark } from "./lives.ts";
import type { Numbered } from "./messages.ts";
import { FAILURES_OF_A_STOP } from "./condition-storage.ts";
import type { OutboxStorage } from "./outbox-storage.ts";
import type { Pair } from "./pair.ts";
import type { DeliveryAnswer, Taken } from "./rows.ts";

/** How the owner of an outbox sends messages, and what it does with an answer. */
export interface OutboxOwner {
  now(): number;
  send(pair: Pair, messages: readonly Numbered[]): Promise<DeliveryAnswer>;
  /** Runs in one transaction. */
  answered(work: () => void): void;
  taken(pair: Pair, answer: Taken, messages: readonly Numbered[]): void;
  /** Sender and receiver do not have the same log: has the pair go on behind what the receiver has. */
  rejoin(pair: Pair, last: LogMark): Promise<void>;
  /** Something is left for later: the alarm must be set. */
  rearm(): void;
}

/**
 * Flights to one receiver begin this far apart. What comes meanwhile flies together, and between two flights the thread
 * looks at other work. On one machine it also reads the sockets, and flights without a pause would keep them waiting.
 */
const APART_MS = 20;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 60_000;

interface Listener {
  readonly pair: number;
  readonly seq: number;
  readonly over: () => void;
}

export class Outbox {
  readonly #storage: OutboxStorage;
  readonly #owner: OutboxOwner;
  readonly #flights = new Map<number, Promise<void>>();
  /** Who waits until a receiver has a message. */
  readonly #listeners = new Set<Listener>();
  /** When the last flight of each pair began. */
  readonly #begunAtMs = new Map<number, number>();
  /** Pairs whose receiver has said, since this object began, that both have one log. */
  readonly #agreed = new Set<number>();

  constructor(storage: OutboxStorage, owner: OutboxOwner) {
    this.#storage = storage;
    this.#owner = owner;
  }

  /** Starts a flight for every receiver that has messages waiting and none under way. Resolves when all have landed. */
  async flush(): Promise<void> {
    for (const { pair, retryAtMs } of this.#storage.openPairs()) {
      if (this.#mayTry(retryAtMs)) this.#start(pair, false);
    }
    await Promise.all(this.#flights.values());
  }

  /** Sends what waits for one receiver, unless it is to be tried later. Resolves when it has landed. */
  async flushTo(pair: number): Promise<void> {
    this.#startTo(pair);
    await this.#flights.get(pair);
  }

  /** Resolves when a receiver has all that it was told by now, when its flight is over, or after a moment in any case. */
  async heard(pair: number): Promise<void> {
    const { ackedSeq, lastSeq } = this.#startTo(pair);
    const flight = this.#flights.get(pair);
    if (ackedSeq >= lastSeq || flight === undefined) return;
    const heard = Promise.withResolvers<void>();
    const listener = { pair, seq: lastSeq, over: heard.resolve };
    this.#listeners.add(listener);
    await withinAMoment(heard.promise, flight);
    this.#listeners.delete(listener);
  }

  /**
   * Asks receivers with nothing waiting what they have: one that was put back is fed again, and a life that was lost found.
   * One that refused a correction is compared, so that the correction is made anew.
   */
  async ask(): Promise<void> {
    for (const { pair } of this.#storage.pairs()) this.#start(pair, true);
    await Promise.all(this.#flights.values());
  }

  /**
   * Whether a receiver has said, since this object began, that both have one log. An object that was put back may have told it
   * more than it knows, until then.
   */
  isAgreed(pair: number): boolean {
    return this.#agreed.has(pair);
  }

  /** Asks one receiver what it has, and resolves when what waits for it has landed. */
  async askOf(pair: number): Promise<void> {
    this.#start(pair, true);
    await this.#flights.get(pair);
  }

  /**
   * Has a pair compared with what its receiver has, though both may name the same last number.
   *
   * @throws when the receiver cannot be asked.
   */
  async compare(pair: number): Promise<void> {
    while (this.#flights.has(pair)) await this.#flights.get(pair);
    const compared = this.#compare(pair);
    const landed = compared.catch(() => {}).finally(() => this.#flights.delete(pair));
    this.#flights.set(pair, landed);
    await compared;
  }

  /** When the next retry is due; null when nothing waits or a flight is under way for all that does. */
  nextRetryAtMs(): number | null {
    const nowMs = this.#owner.now();
    const times = this.#storage
      .openPairs()
      .map((pair) => pauseEndMs(pair.retryAtMs, nowMs, LONGEST_BACKOFF_MS));
    return times.length === 0 ? null : Math.min(...times);
  }

  #mayTry(retryAtMs: number): boolean {
    return isPauseOver(retryAtMs, this.#owner.now(), LONGEST_BACKOFF_MS);
  }

  #startTo(number: number): Pair {
    const pair = this.#storage.pair(number);
    if (pair.ackedSeq < pair.lastSeq && this.#mayTry(pair.retryAtMs)) this.#start(number, false);
    return pair;
  }

  #start(pair: number, asks: boolean): void {
    if (this.#flights.has(pair)) return;
    this.#flights.set(
      pair,
      this.#fly(pair, asks).finally(() => this.#flights.delete(pair)),
    );
  }

  async #compare(number: number): Promise<void> {
    const pair = this.#storage.pair(number);
    const { last } = await this.#owner.send(pair, []);
    await this.#owner.rejoin(pair, last);
    this.#owner.rearm();
  }

  /** @param asks the receiver is asked even when nothing waits. */
  async #fly(number: number, asks: boolean): Promise<void> {
    try {
      for (let isFirst = true; ; isFirst = false) {
        const isAsking = asks && isFirst;
        if (!isAsking && !this.#isWaiting(number)) return;
        await this.#apart(number);
        const pair = this.#storage.pair(number);
        const messages = upToGap(this.#storage.sendableAfter(number, pair.ackedSeq, LIMITS.rowsPerDelivery));
        if (messages.length === 0 && !isAsking) return;
        const answer = await this.#owner.send(pair, messages);
        if (this.#hasDiverged(number, answer)) {
          this.#agreed.delete(number);
          await this.#owner.rejoin(pair, answer.last);
          throw new Error(
            `${pair.receiverClass} ${pair.receiver} had another log than this: the pair goes on behind it`,
          );
        }
        this.#owner.answered(() => this.#acknowledge(pair, answer, messages));
        this.#agreed.add(number);
        if (isAsking && answer.kind === "taken" && this.#storage.refused.hasCorrection(number))
          await this.#owner.rejoin(this.#storage.pair(number), answer.last);
      }
    } catch (error) {
      const { failures, receiverClass, receiver } = this.#storage.pair(number);
      const facts = { receiver: `${receiverClass} ${receiver}`, failures: failures + 1 };
      logError("delivery_failed", error, facts);
      if (failures + 1 === FAILURES_OF_A_STOP) logError("pair_stopped", error, facts);
      const backoffMs = Math.min(FIRST_BACKOFF_MS * 2 ** Math.min(failures, 16), LONGEST_BACKOFF_MS);
      this.#owner.answered(() => this.#storage.postpone(number, this.#owner.now() + backoffMs));
      this.#owner.rearm();
    }
  }

  #isWaiting(pair: number): boolean {
    const { ackedSeq, lastSeq } = this.#storage.pair(pair);
    return ackedSeq < lastSeq;
  }

  /** Waits while the last flight has only just begun. One that comes alone begins at once. */
  async #apart(pair: number): Promise<void> {
    const sinceMs = Date.now() - (this.#begunAtMs.get(pair) ?? 0);
    if (sinceMs >= 0 && sinceMs < APART_MS) {
      await new Promise((over) => setTimeout(over, APART_MS - sinceMs));
    }
    this.#begunAtMs.set(pair, Date.now());
  }

  /** The receiver has what this log does not say, or says differently: one of the two was put back. */
  #hasDiverged(pair: number, { kind, last }: DeliveryAnswer): boolean {
    if (kind === "diverged" || last.seq > this.#storage.pair(pair).lastSeq) return true;
    return this.#storage.markAt(pair, last.seq).life !== last.life || !this.#storage.hasNext(pair, last.seq);
  }

  #acknowledge(pair: Pair, answer: DeliveryAnswer, messages: readonly Numbered[]): void {
    if (answer.kind !== "taken" && answer.kind !== "gap") throw new NotUnderstood("an answer to a delivery");
    this.#storage.acknowledge(pair.pair, answer.last.seq);
    this.#tellListeners(pair.pair, answer.last.seq);
    if (answer.last.seq < pair.ackedSeq) this.#storage.refused.forgetAfter(pair.pair, answer.last.seq);
    if (answer.kind === "gap") return;
    for (const { seq, code } of answer.refused) this.#storage.refused.mark(pair.pair, seq, code);
    this.#tellRefused(pair, answer);
    this.#owner.taken(
      pair,
      answer,
      messages.filter(({ seq }) => seq <= answer.last.seq),
    );
  }

  #tellListeners(pair: number, seq: number): void {
    for (const listener of this.#listeners) {
      if (listener.pair !== pair || listener.seq > seq) continue;
      this.#listeners.delete(listener);
      listener.over();
    }
  }

  /** A refusal is told when it is taken. One that is heard again was told before. */
  #tellRefused({ receiverClass, receiver, ackedSeq }: Pair, { refused }: Taken): void {
    const fresh = refused.filter(({ seq }) => seq > ackedSeq);
    if (fresh.length === 0) return;
    const codes = [...new Set(fresh.map(({ code }) => code))].join(" ");
    const facts = { receiver: `${receiverClass} ${receiver}`, rows: fresh.length, codes };
    logError("rows_refused", new Error("a receiver refused rows"), facts);
  }
}

/**
 * Numbers that left the log when the pair went on behind its receiver are a gap. A delivery ends before it: a receiver
 * that was put back to before them says next where it stands, and the two are compared.
 */
function upToGap(messages: readonly Numbered[]): readonly Numbered[] {
  const [first] = messages;
  if (first === undefined) return messages;
  const end = messages.findIndex(({ seq }, place) => seq !== first.seq + place);
  return end === -1 ? messages : messages.slice(0, end);
}
