/** Asks the ClickGuard of each program once about all its batches: one call, and one commit there. */
import type { Judge, Question, Verdicts } from "./judge.ts";

export function clickGuardJudge(guards: Env["CLICK_GUARD"]): Judge {
  return async (questions) => {
    const byProgram = new Map<number, Question[]>();
    for (const question of questions) {
      const same = byProgram.get(question.program);
      if (same === undefined) byProgram.set(question.program, [question]);
      else same.push(question);
    }
    const verdicts = new Map<Question, Verdicts>();
    await Promise.all(
      [...byProgram].map(async ([program, asked]) => {
        const batches = asked.map(({ batchId, events }) => ({ id: batchId, events }));
        const answers = await guards.getByName(String(program)).judge(batches);
        asked.forEach((question, index) => verdicts.set(question, answers[index] ?? []));
      }),
    );
    return questions.map((question) => verdicts.get(question) ?? []);
  };
}
