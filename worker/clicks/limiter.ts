/** Judges clicks in sliding windows: by Upstash Redis where it is configured and answers in time, else by ClickGuard. */
import { logError } from "../../durable-objects/object/log.ts";
import { clickGuardJudge } from "./click-guard-judge.ts";
import type { Judge, Question, Verdicts } from "./judge.ts";
import { upstashJudge } from "./upstash-limiter.ts";

type LimiterEnv = Pick<Env, "CLICK_GUARD" | "UPSTASH_REDIS_REST_URL" | "UPSTASH_REDIS_REST_TOKEN">;

/**
 * Events in one call of Redis. It serves nobody else while it judges them, and judges calls one after the other. Asked
 * for all at once, the last would be answered too late.
 */
const EVENTS_PER_CALL = 800;

/** The judge of all programs. Redis that is down or slow never holds up a delivery: ClickGuard judges what is left. */
export function judgeOf(env: LimiterEnv): Judge {
  const guard = clickGuardJudge(env.CLICK_GUARD);
  const url = env.UPSTASH_REDIS_REST_URL;
  const token = env.UPSTASH_REDIS_REST_TOKEN;
  if (url === undefined || url === "" || token === undefined || token === "") return guard;
  const redis = upstashJudge({ url, token });
  return async (questions) => {
    const verdicts: Verdicts[] = [];
    for (const call of callsOf(questions)) {
      try {
        verdicts.push(...(await redis(call)));
      } catch (cause) {
        logError("upstash_unavailable", cause, { questions: questions.length - verdicts.length });
        return [...verdicts, ...(await guard(questions.slice(verdicts.length)))];
      }
    }
    return verdicts;
  };
}

/** Questions that are asked together: as few calls as their bound allows, a question never divided. */
function callsOf(questions: readonly Question[]): Question[][] {
  const calls: Question[][] = [];
  let events = Infinity;
  for (const question of questions) {
    events += question.events.length;
    if (events > EVENTS_PER_CALL) {
      calls.push([]);
      events = question.events.length;
    }
    calls.at(-1)?.push(question);
  }
  return calls;
}
