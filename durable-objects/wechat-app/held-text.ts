/**
 * A sealed text of WeChat's that lasts for two hours: asked for once, however many want it at once. It is renewed ahead, while the
 * one of before still serves. After a failure nobody asks until a pause is over.
 */
import { isPauseOver } from "../../domain/kernel/pause.ts";
import type { Failed, Fetched, WechatFault } from "./wechat-calls.ts";

/** In its last five minutes WeChat gives the next one, and both are in force. */
const AHEAD_MS = 300_000;
/** Nobody is given what ends on its way. */
const LEAST_MS = 10_000;
/** Longer than anything of WeChat's lasts: an end beyond was written under a clock that was ahead. */
const LONGEST_MS = 86_400_000;

const PAUSES: Readonly<Record<WechatFault, { readonly firstMs: number; readonly longestMs: number }>> = {
  down: { firstMs: 1_000, longestMs: 60_000 },
  // The number of calls is one of a minute, or of a day.
  limited: { firstMs: 60_000, longestMs: 3_600_000 },
  refused: { firstMs: 10_000, longestMs: 60_000 },
  token_ended: { firstMs: 1_000, longestMs: 60_000 },
};

export interface Kept {
  readonly sealed: string;
  readonly endsAtMs: number;
  /** From when on the next one is asked for. */
  readonly renewAtMs: number;
}

export interface Refused extends Pick<Failed, "fault" | "code"> {
  readonly kind: "refused";
  readonly retryAfterMs: number;
}

export type Held = { readonly kind: "held"; readonly sealed: string; readonly endsAtMs: number } | Refused;

interface Pause extends Pick<Failed, "fault" | "code"> {
  readonly untilMs: number;
  readonly lastsMs: number;
}

interface Terms {
  /** @param refused the text that WeChat takes no more, where that is why the next one is asked for. */
  fetch(refused: string | undefined): Promise<Fetched>;
  /** What was kept before this object began. */
  readonly kept: Kept | undefined;
  keep(kept: Kept): void;
  /** For what nobody waits for. */
  waitUntil(work: Promise<unknown>): void;
  now(): number;
}

export class HeldText {
  readonly #terms: Terms;
  #kept: Kept | undefined;
  #flight: Promise<Held> | undefined;
  #pause: Pause | undefined;

  constructor(terms: Terms) {
    this.#terms = terms;
    this.#kept = terms.kept;
  }

  async get(): Promise<Held> {
    const nowMs = this.#terms.now();
    const kept = this.#kept;
    if (kept === undefined || isPauseOver(kept.endsAtMs - LEAST_MS, nowMs, LONGEST_MS)) {
      return await this.#next(nowMs);
    }
    if (isPauseOver(kept.renewAtMs, nowMs, LONGEST_MS)) this.#terms.waitUntil(this.#next(nowMs));
    return { kind: "held", sealed: kept.sealed, endsAtMs: kept.endsAtMs };
  }

  /** The text in place of one that WeChat takes no more. It may have been replaced meanwhile. */
  async insteadOf(refused: string): Promise<Held> {
    if (this.#kept?.sealed !== refused) return await this.get();
    this.#kept = undefined;
    return await this.#next(this.#terms.now(), refused);
  }

  async #next(nowMs: number, refused?: string): Promise<Held> {
    if (this.#flight !== undefined) return await this.#flight;
    const pause = this.#pause;
    if (pause !== undefined && !isPauseOver(pause.untilMs, nowMs, pause.lastsMs)) {
      return { kind: "refused", fault: pause.fault, code: pause.code, retryAfterMs: pause.untilMs - nowMs };
    }
    this.#flight = this.#fly(refused);
    try {
      return await this.#flight;
    } finally {
      this.#flight = undefined;
    }
  }

  async #fly(refused: string | undefined): Promise<Held> {
    const fetched = await this.#terms
      .fetch(refused)
      .catch((): Failed => ({ kind: "failed", fault: "down", code: null }));
    const nowMs = this.#terms.now();
    if (fetched.kind === "failed") return this.#failed(fetched, nowMs);
    const { sealed, lastsMs } = fetched;
    this.#pause = undefined;
    const endsAtMs = nowMs + lastsMs;
    this.#kept = { sealed, endsAtMs, renewAtMs: endsAtMs - Math.min(AHEAD_MS, lastsMs / 2) };
    this.#terms.keep(this.#kept);
    return { kind: "held", sealed, endsAtMs };
  }

  #failed({ fault, code }: Failed, nowMs: number): Refused {
    const { firstMs, longestMs } = PAUSES[fault];
    const before = this.#pause?.fault === fault ? this.#pause.lastsMs : 0;
    const lastsMs = Math.min(Math.max(firstMs, 2 * before), longestMs);
    this.#pause = { fault, code, lastsMs, untilMs: nowMs + lastsMs };
    return { kind: "refused", fault, code, retryAfterMs: lastsMs };
  }
}
