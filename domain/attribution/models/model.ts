/** What a model of attribution is: a rule that weighs touches, exactly, so that anyone can compute a weight again. */
import type { Touch } from "../touch.ts";

export interface Model {
  /** How it shares an order among the touches that count, for people who choose one. */
  readonly means: string;
  /**
   * A weight for each touch, in whatever unit: parts of their sum count.
   *
   * @param touches eligible, sorted by time.
   * @param halfLifeMs the program's, in milliseconds, for a model that goes by age.
   */
  readonly weigh: (touches: readonly Touch[], halfLifeMs: number) => bigint[];
}
