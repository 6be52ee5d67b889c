/**
 * Asks storage for many requests with one question at a time. Whoever asks while a question is under way shares the next
 * one, so that each answer was read after it was asked for. It knows of every change that was answered before.
 *
 * The number of questions so follows how long storage takes, and not how many requests there are.
 */
import { pause, SharedAnswer } from "./shared-answer.ts";

type Answers<Value> = ReadonlyMap<string, Value>;
type Load<Value> = (keys: readonly string[]) => Promise<Answers<Value>>;
/** A question that failed has failed for all who share it: storage that is away is not asked by each of them as well. */
type Outcome<Value> = { readonly answers: Answers<Value> } | { readonly error: unknown };

interface Question<Value> {
  readonly keys: Set<string>;
  /** Undefined as long as it is not asked. */
  outcome: SharedAnswer<Outcome<Value>> | undefined;
}

export class GroupedReads<Value> {
  #underWay: SharedAnswer<Outcome<Value>> | undefined;
  #next: Question<Value> | undefined;

  /** @returns what storage says of the key; undefined when it has nothing. */
  async ask(key: string, load: Load<Value>): Promise<Value | undefined> {
    const question = (this.#next ??= { keys: new Set(), outcome: undefined });
    question.keys.add(key);
    const beganAtMs = Date.now();
    while (question.outcome === undefined) {
      if (!this.#underWay?.isAwaited) return (await this.#lead(question, load)).get(key);
      await pause(beganAtMs);
    }
    const outcome = await question.outcome.wait();
    if (outcome === undefined) return (await load([key])).get(key);
    if ("error" in outcome) throw outcome.error;
    return outcome.answers.get(key);
  }

  async #lead(question: Question<Value>, load: Load<Value>): Promise<Answers<Value>> {
    const outcome = new SharedAnswer<Outcome<Value>>();
    question.outcome = outcome;
    this.#next = undefined;
    this.#underWay = outcome;
    try {
      const answers = await load([...question.keys]);
      outcome.give({ answers });
      return answers;
    } catch (error) {
      outcome.give({ error });
      throw error;
    }
  }
}
