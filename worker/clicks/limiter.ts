/** Judges clicks in sliding windows: by Upstash Redis where it is configured and answers in time, else by ClickGuard. */
import type { Admission } from "../../domain/risk/sliding-window.ts";
import { logError } from "../platform/log.ts";
import { clickGuardJudge } from "./click-guard-judge.ts";
import { upstashJudge } from "./upstash-limiter.ts";

/** The events of one program in one batch, each with all its admissions. */
export interface Question {
  /** Number of the program. */
  readonly program: number;
  readonly batchId: string;
  readonly events: readonly (readonly Admission[])[];
}

/** For each event the place of the first admission that refuses it, or null when it is admitted. */
export type Verdicts = readonly (number | null)[];

/** Answers each question with its verdicts; a question that is asked again hears the first answer. */
export type Judge = (questions: readonly Question[]) => Promise<Verdicts[]>;

type LimiterEnv = Pick<Env, "CLICK_GUARD" | "UPSTASH_REDIS_REST_URL" | "UPSTASH_REDIS_REST_TOKEN">;

/**
 * Events in one call of Redis. It serves nobody else while it judges them, and judges calls one after the other: asked
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
        logError("upstash_unavailable", cause);
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
