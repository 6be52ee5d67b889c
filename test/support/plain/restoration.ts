/**
 * How far commissions under a budget come back, plain and slow, sharing no code with the domain: what a refund took is
 * asked of the budget before it is kept again, and what was not granted is cut from the commission as if at once.
 */
import { plainKept } from "../../simulation/plain-order.ts";

export interface PlainCommission {
  readonly amount: number;
  readonly credit: number;
  readonly level: number;
}

export class PlainRestoration {
  readonly #amount: number;
  readonly #commissions: readonly PlainCommission[];
  /** What each may come to at most. */
  readonly #most: number[];
  /** The reversed amount that the budget knows of, and the one that is real. */
  #received: number;
  #real: number;
  #question: { readonly to: number; readonly wants: readonly number[] } | null = null;

  constructor(amount: number, commissions: readonly PlainCommission[], reversed: number) {
    this.#amount = amount;
    this.#commissions = commissions;
    this.#most = commissions.map((commission) => commission.amount);
    this.#received = reversed;
    this.#real = reversed;
  }

  /** What was asked and not answered; null without a question. */
  get wanted(): number | null {
    return this.#question === null ? null : sumOf(this.#question.wants);
  }

  get kept(): number[] {
    return this.#keptAt(Math.max(this.#received, this.#real));
  }

  /** The order's reversed amount is now this. */
  move(reversed: number): void {
    this.#real = reversed;
    if (this.#question !== null) return;
    const now = this.#keptAt(this.#received);
    const wants = this.#keptAt(reversed).map((kept, place) => kept - (now[place] ?? 0));
    if (reversed >= this.#received || sumOf(wants) === 0) this.#received = reversed;
    else this.#question = { to: reversed, wants };
  }

  answer(granted: number): void {
    const question = this.#question;
    if (question === null) throw new Error("an answer without a question");
    const { to, wants } = question;
    const before = this.#keptAt(this.#received);
    let left = granted;
    const places = this.#commissions.map((_, place) => place);
    const rank = (place: number) => {
      const { level = 0, credit = 0 } = this.#commissions[place] ?? {};
      return level * 1_000 + credit;
    };
    for (const place of places.toSorted((a, b) => rank(a) - rank(b))) {
      const gets = Math.min(left, wants[place] ?? 0);
      left -= gets;
      this.#most[place] = this.#greatest(this.#most[place] ?? 0, (before[place] ?? 0) + gets, to);
    }
    this.#received = to;
    this.#question = null;
    this.move(this.#real);
  }

  /** The greatest commission, at most `most`, of which no more than `kept` is left. */
  #greatest(most: number, kept: number, reversed: number): number {
    let [low, high] = [0, most];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (plainKept(middle, this.#amount, reversed) <= kept) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #keptAt(reversed: number): number[] {
    return this.#most.map((most) => plainKept(most, this.#amount, reversed));
  }
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
