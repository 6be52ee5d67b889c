/** Runs pure work that stops now and then, and lets others in wherever it does. */
import { letOthersIn } from "./let-others-in.ts";

export async function inTurns<Result>(work: Generator<void, Result>): Promise<Result> {
  let step = work.next();
  while (step.done !== true) {
    await letOthersIn();
    step = work.next();
  }
  return step.value;
}
