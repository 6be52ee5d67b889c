/** Asks the ClickGuard of each program once about all its batches: one call, and one commit there. */
import { objectNamed } from "../../durable-objects/object/object-named.ts";
import { homeOf } from "../../domain/kernel/region.ts";
import type { Judge, Question, Verdicts } from "./judge.ts";

export function clickGuardJudge(guards: Env["CLICK_GUARD"]): Judge {
  return async (questions) => {
    const byGuard = new Map<string, Question[]>();
    for (const question of questions) {
      const guard = homeOf(String(question.program), question.region);
      const same = byGuard.get(guard);
      if (same === undefined) byGuard.set(guard, [question]);
      else same.push(question);
    }
    const verdicts = new Map<Question, Verdicts>();
    await Promise.all(
      [...byGuard].map(async ([guard, asked]) => {
        const batches = asked.map(({ batchId, events }) => ({ id: batchId, events }));
        const answers = await objectNamed(guards, guard).judge(batches);
        asked.forEach((question, index) => verdicts.set(question, answers[index] ?? []));
      }),
    );
    return questions.map((question) => verdicts.get(question) ?? []);
  };
}
