/**
 * Asks storage for many requests with one question at a time. Whoever asks while a question is under way shares the next
 * one, so that each answer was read after it was asked for: it knows of every change that was answered before.
 *
 * The number of questions so follows how long storage takes, and not how many requests there are.
 */

/** A shared question may die with the request that asked it: others wait this long, then ask for themselves. */
const JOIN_MS = 1_500;

type Answers<Value> = ReadonlyMap<string, Value>;
type Load<Value> = (keys: readonly string[]) => Promise<Answers<Value>>;

interface Next<Value> {
  readonly keys: Set<string>;
  readonly answers: Promise<Answers<Value>>;
}

export class GroupedReads<Value> {
  #underWay: Promise<unknown> | undefined;
  #next: Next<Value> | undefined;

  /** @returns what storage says of the key; undefined when it has nothing. */
  async ask(key: string, load: Load<Value>): Promise<Value | undefined> {
    const next = this.#next;
    if (next === undefined) return (await this.#lead(key, load)).get(key);
    next.keys.add(key);
    const answers = await inTime(next.answers);
    return (answers ?? (await load([key]))).get(key);
  }

  /** Asks at once where nothing is under way. Otherwise gathers others until it has ended, and asks for all of them. */
  #lead(key: string, load: Load<Value>): Promise<Answers<Value>> {
    if (this.#underWay === undefined) return this.#start([key], load);
    const keys = new Set([key]);
    const answers = this.#after(this.#underWay, keys, load);
    this.#next = { keys, answers };
    return answers;
  }

  async #after(underWay: Promise<unknown>, keys: Set<string>, load: Load<Value>): Promise<Answers<Value>> {
    await inTime(underWay.catch(() => {}));
    this.#next = undefined;
    return await this.#start([...keys], load);
  }

  #start(keys: readonly string[], load: Load<Value>): Promise<Answers<Value>> {
    const asked = load(keys).finally(() => {
      if (this.#underWay === asked) this.#underWay = undefined;
    });
    this.#underWay = asked;
    return asked;
  }
}

/** Undefined when it takes too long. @throws what the work throws in time. */
async function inTime<Result>(work: Promise<Result>): Promise<Result | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const patience = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), JOIN_MS);
  });
  try {
    return await Promise.race([work, patience]);
  } finally {
    clearTimeout(timer);
  }
}
