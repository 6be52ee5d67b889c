/**
 * How far commissions under a budget come back, plain and slow, sharing no code with the domain. What a refund took
 * is asked of the budget before it is kept again. What was not granted is cut from the commission as if at once.
 */
import { type PlainCommission, plainKeptAt, type PlainWorth } from "../../simulation/plain-worth.ts";

export interface PlacedCommission extends PlainCommission {
  readonly credit: number;
  readonly level: number;
}

export class PlainRestoration {
  readonly #commissions: readonly PlacedCommission[];
  /** What each may come to at most. */
  readonly #most: number[];
  /** What the budget knows that the order is worth, and what it is. */
  #received: PlainWorth;
  #real: PlainWorth;
  #question: { readonly to: PlainWorth; readonly wants: readonly number[] } | null = null;

  constructor(commissions: readonly PlacedCommission[], worth: PlainWorth) {
    this.#commissions = commissions;
    this.#most = commissions.map((commission) => commission.amount);
    this.#received = worth;
    this.#real = worth;
  }

  /** What was asked and not answered; null without a question. */
  get wanted(): number | null {
    return this.#question === null ? null : sumOf(this.#question.wants);
  }

  get kept(): number[] {
    const known = this.#keptAt(this.#received);
    return this.#keptAt(this.#real).map((kept, place) => Math.min(kept, known[place] ?? 0));
  }

  /** The order is now worth this. */
  move(worth: PlainWorth): void {
    this.#real = worth;
    if (this.#question !== null) return;
    const now = this.#keptAt(this.#received);
    const wants = this.#keptAt(worth).map((kept, place) => kept - (now[place] ?? 0));
    if (sumOf(wants) <= 0) this.#received = worth;
    else this.#question = { to: worth, wants };
  }

  answer(granted: number): void {
    const question = this.#question;
    if (question === null) throw new Error("an answer without a question");
    const { to, wants } = question;
    const before = this.#keptAt(this.#received);
    // Those that fall give what they lose to those that gain.
    let left = granted - sumOf(wants.filter((want) => want < 0));
    const places = this.#commissions.map((_, place) => place);
    const rank = (place: number) => {
      const { level = 0, credit = 0 } = this.#commissions[place] ?? {};
      return level * 1_000 + credit;
    };
    for (const place of places.toSorted((a, b) => rank(a) - rank(b))) {
      const want = wants[place] ?? 0;
      const gets = want < 0 ? want : Math.min(left, want);
      left -= Math.max(0, gets);
      this.#most[place] = this.#greatest(place, (before[place] ?? 0) + gets, to);
    }
    this.#received = to;
    this.#question = null;
    this.move(this.#real);
  }

  /** The greatest commission, at most what it was, of which no more than `kept` is left. */
  #greatest(place: number, kept: number, worth: PlainWorth): number {
    let [low, high] = [0, this.#most[place] ?? 0];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#keptOf(place, middle, worth) <= kept) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #keptAt(worth: PlainWorth): number[] {
    return this.#most.map((most, place) => this.#keptOf(place, most, worth));
  }

  #keptOf(place: number, amount: number, worth: PlainWorth): number {
    return plainKeptAt({ amount, lines: this.#commissions[place]?.lines ?? [] }, worth);
  }
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
