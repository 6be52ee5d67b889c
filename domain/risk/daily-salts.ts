/** Random salts, one a day, held in memory alone. Yesterday's is kept for what comes late; older ones are thrown away. */

export class DailySalts {
  readonly #fresh: () => Uint8Array;
  readonly #byDay = new Map<number, Uint8Array>();

  /** @param fresh makes a salt that nobody can guess. */
  constructor(fresh: () => Uint8Array) {
    this.#fresh = fresh;
  }

  /**
   * The salt of a day. Where none is known, `offered` becomes it, which the asker used so far, or a fresh one.
   *
   * @param today days before yesterday are forgotten; a day that lies outside has a salt that is kept nowhere.
   */
  of(day: number, today: number, offered?: Uint8Array): Uint8Array {
    this.forgetBefore(today - 1);
    const known = this.#byDay.get(day);
    if (known !== undefined) return known;
    const salt = offered ?? this.#fresh();
    if (day >= today - 1 && day <= today + 1) this.#byDay.set(day, salt);
    return salt;
  }

  forgetBefore(day: number): void {
    for (const known of this.#byDay.keys()) if (known < day) this.#byDay.delete(known);
  }
}
