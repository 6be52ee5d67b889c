/** Judges clicks in sliding windows: by Upstash Redis where it is configured and answers in time, else by ClickGuard. */
import type { Admission } from "../../domain/fraud/sliding-window.ts";
import { logError } from "../platform/log.ts";
import { upstashJudge } from "./upstash-limiter.ts";

/** For each event the place of the first admission that refuses it, or null when it is admitted. */
export type Verdicts = readonly (number | null)[];

/** Asks about the events of one batch, each by all its admissions; a repeat hears the first answer. */
export type Judge = (batchId: string, events: readonly (readonly Admission[])[]) => Promise<Verdicts>;

type LimiterEnv = Pick<Env, "CLICK_GUARD" | "UPSTASH_REDIS_REST_URL" | "UPSTASH_REDIS_REST_TOKEN">;

/**
 * The judge of one program's clicks. Redis that is down or slow never holds up a batch: ClickGuard judges it.
 *
 * @param program number of the program.
 */
export function judgeOf(env: LimiterEnv, program: number): Judge {
  const guard: Judge = async (batchId, events) =>
    await env.CLICK_GUARD.getByName(String(program)).judge(batchId, events);
  const url = env.UPSTASH_REDIS_REST_URL;
  const token = env.UPSTASH_REDIS_REST_TOKEN;
  if (url === undefined || url === "" || token === undefined || token === "") return guard;
  const redis = upstashJudge({ url, token, prefix: `tby:${program}:` });
  return async (batchId, events) => {
    try {
      return await redis(batchId, events);
    } catch (cause) {
      logError("upstash_unavailable", cause);
      return await guard(batchId, events);
    }
  };
}
