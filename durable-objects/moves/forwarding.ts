/**
 * Calls for what has left an object go on to where it is, so that nobody needs to know of a move in time. Whether a thing is
 * here is asked in the turn in which it is worked on: none leaves in between.
 */
import type { LeavingSlots, OtherPlace, Placed } from "./leaving-slots.ts";

/** How often a part that is under way is sent again before a call gives up. */
const TRIES = 3;

/** An answer of 503: the caller may repeat it. */
const UNDER_WAY = "The Durable Object that a slot is moving to cannot be reached";

export class Forwarding<Other> {
  readonly #leaving: LeavingSlots;
  readonly #sendTo: (object: string) => Promise<void>;
  /** Another object of the class, as this one calls it. */
  readonly named: (object: string) => Other;

  /** @param sendTo sends what waits for an object, and resolves when it has landed. */
  constructor(
    leaving: LeavingSlots,
    named: (object: string) => Other,
    sendTo: (object: string) => Promise<void>,
  ) {
    this.#leaving = leaving;
    this.named = named;
    this.#sendTo = sendTo;
  }

  /** Works on one thing, here or where it is. */
  async at<Answer>(
    thing: Placed,
    here: () => Answer,
    there: (other: Other) => Promise<Answer>,
  ): Promise<Answer> {
    const away = await this.settled([thing], (places) => {
      const place = places.get(thing.id);
      return place === undefined ? { answer: here() } : { object: place.object };
    });
    return "object" in away ? await there(this.named(away.object)) : away.answer;
  }

  /** Works on several things, each where it is; the answers in sequence. */
  async each<Entry, Answer>(
    entries: readonly Entry[],
    thingOf: (entry: Entry) => Placed,
    here: (own: readonly Entry[]) => readonly Answer[],
    there: (other: Other, others: readonly Entry[]) => Promise<readonly Answer[]>,
  ): Promise<Answer[]> {
    const answers = new Map<Entry, { readonly answer: Answer }>();
    const keep = (asked: readonly Entry[], answered: readonly Answer[]) => {
      for (const [index, answer] of answered.entries()) {
        const entry = asked[index];
        if (entry !== undefined) answers.set(entry, { answer });
      }
    };
    const byObject = await this.settled(entries.map(thingOf), (places) => {
      const grouped = Map.groupBy(entries, (entry) => places.get(thingOf(entry).id)?.object ?? null);
      const own = grouped.get(null) ?? [];
      keep(own, here(own));
      return grouped;
    });
    for (const [object, others] of byObject) {
      if (object !== null) keep(others, await there(this.named(object), others));
    }
    // That nothing is known is an answer too.
    return entries.map((entry) => {
      const kept = answers.get(entry);
      if (kept === undefined) throw new Error("an object answers fewer things than it was asked about");
      return kept.answer;
    });
  }

  /**
   * Works once none of the things is under way, told where those are that are not here.
   *
   * @throws when one cannot arrive: the call may be repeated.
   */
  async settled<Result>(
    things: readonly Placed[],
    work: (places: ReadonlyMap<string, OtherPlace>) => Result,
  ): Promise<Result> {
    for (let tries = 1; ; tries += 1) {
      const places = this.#leaving.elsewhere(things);
      const underWay = [...places.values()].filter(({ isUnderWay }) => isUnderWay);
      if (underWay.length === 0) return work(places);
      if (tries > TRIES) throw new Error(UNDER_WAY);
      for (const object of new Set(underWay.map((place) => place.object))) await this.#sendTo(object);
    }
  }
}
