/**
 * The salts of networks' aliases as an isolate knows them. They are asked for behind the answers to clicks and to promoters, and again
 * every few minutes. So isolates agree although nothing ever writes a salt down.
 */
import { DAY_MS } from "../../../domain/kernel/duration.ts";
import { objectNamed } from "../../../durable-objects/object/object-named.ts";
import { logError } from "../../../durable-objects/object/log.ts";
import { freshBytes } from "../randomness.ts";

const FRESH_MS = 300_000;
const SALT_BYTES = 32;

/** The one object that all isolates ask. */
const KEEPER = "salts";

interface KnownSalt {
  readonly salt: Buffer;
  readonly askedAtMs: number;
  /** Whether the object said it, so that every isolate has it. */
  readonly isAgreed: boolean;
}

export class SaltsOfIsolate {
  readonly #known = new Map<number, KnownSalt>();

  /** The salt of the day of a time. Where the object does not answer, this isolate's own stands for it. */
  async of(salts: Env["NETWORK_SALTS"], occurredAtMs: number, nowMs: number): Promise<Buffer> {
    const day = dayOf(occurredAtMs);
    for (const other of this.#known.keys()) if (other < dayOf(nowMs) - 1) this.#known.delete(other);
    const known = this.#known.get(day);
    if (known !== undefined && nowMs - known.askedAtMs < FRESH_MS) return known.salt;
    const asked = await this.#asked(salts, day, known);
    this.#known.set(day, { ...asked, askedAtMs: nowMs });
    return asked.salt;
  }

  /** The salt of a time, without asking; undefined where all isolates may not have it. */
  agreed(occurredAtMs: number): Buffer | undefined {
    const known = this.#known.get(dayOf(occurredAtMs));
    return known?.isAgreed === true ? known.salt : undefined;
  }

  async #asked(
    salts: Env["NETWORK_SALTS"],
    day: number,
    known: KnownSalt | undefined,
  ): Promise<Omit<KnownSalt, "askedAtMs">> {
    try {
      const salt = Buffer.from(await objectNamed(salts, KEEPER).saltOf(day, known?.salt));
      // The very same bytes stay in one place, where their key is prepared once.
      return { salt: known?.salt.equals(salt) === true ? known.salt : salt, isAgreed: true };
    } catch (error) {
      logError("network_salt_unanswered", error);
      return known ?? { salt: Buffer.from(freshBytes(SALT_BYTES)), isAgreed: false };
    }
  }
}

/** One for all that names networks in this isolate: so whatever it does on a day goes by one salt. */
export const networkSalts = new SaltsOfIsolate();

function dayOf(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS);
}
