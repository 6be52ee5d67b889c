/** By which modes of its program a click may have been judged: a program that only observes lets all count. */
import type { World } from "../../platform/world.ts";

/** How long a consumer goes by limits that it read, and how long a merchant's change is under way to its database. */
const READ_BEFORE_MS = 30_000 + 100_000;

/** What the program said, and from when until when. */
interface Said {
  readonly mode: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

export class ClickModes {
  readonly #said: readonly Said[];
  readonly #isUnknown: boolean;
  readonly #longestMs: number;

  /** @param longestMs after which every click was judged. */
  constructor(world: World, longestMs: number) {
    const versions = world.databases.CONFIG.read(
      "SELECT settings ->> '$.fraud.mode' AS mode, effective_from_ms AS at FROM settings_versions ORDER BY version",
    );
    this.#said = versions.map(({ mode }, index) => ({
      mode: String(mode),
      fromMs: index === 0 ? -Infinity : Number(versions[index]?.["at"]),
      untilMs: Number(versions[index + 1]?.["at"] ?? Infinity),
    }));
    this.#longestMs = longestMs;
    // A change that was lost with its database judged clicks too, and what a version cannot read is enforced.
    this.#isUnknown = world.databases.CONFIG.wasPutBack || world.mixesVersions;
  }

  mayBeEnforced(atMs: number): boolean {
    return this.#may("enforce", atMs);
  }

  mayBeObserved(atMs: number): boolean {
    return this.#may("observe", atMs);
  }

  #may(wanted: string, atMs: number): boolean {
    if (this.#isUnknown) return true;
    return this.#said.some(
      ({ mode, fromMs, untilMs }) =>
        mode === wanted && fromMs <= atMs + this.#longestMs && untilMs >= atMs - READ_BEFORE_MS,
    );
  }
}
