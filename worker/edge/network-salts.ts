/**
 * The salts of networks' aliases as an isolate knows them. They are asked for behind the answers to clicks, and again
 * every few minutes, so that isolates agree although nothing ever writes a salt down.
 */
import { DAY_MS } from "../../domain/kernel/duration.ts";
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { freshBytes } from "../platform/randomness.ts";

const FRESH_MS = 300_000;
const SALT_BYTES = 32;

/** The one object that all isolates ask. */
const KEEPER = "salts";

interface KnownSalt {
  readonly salt: Uint8Array;
  readonly askedAtMs: number;
}

export class SaltsOfIsolate {
  readonly #known = new Map<number, KnownSalt>();

  /** The salt of the day of a time. Where the object does not answer, this isolate's own stands for it. */
  async of(salts: Env["NETWORK_SALTS"], occurredAtMs: number, nowMs: number): Promise<Uint8Array> {
    const day = dayOf(occurredAtMs);
    for (const other of this.#known.keys()) if (other < dayOf(nowMs) - 1) this.#known.delete(other);
    const known = this.#known.get(day);
    if (known !== undefined && nowMs - known.askedAtMs < FRESH_MS) return known.salt;
    const salt = await this.#asked(salts, day, known?.salt);
    this.#known.set(day, { salt, askedAtMs: nowMs });
    return salt;
  }

  async #asked(salts: Env["NETWORK_SALTS"], day: number, known: Uint8Array | undefined): Promise<Uint8Array> {
    try {
      return await objectNamed(salts, KEEPER).saltOf(day, known);
    } catch (error) {
      logError("network_salt_unanswered", error);
      return known ?? freshBytes(SALT_BYTES);
    }
  }
}

function dayOf(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS);
}
