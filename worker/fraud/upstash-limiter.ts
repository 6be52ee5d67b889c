/** The sliding windows of ClickGuard on Upstash Redis: one script judges a whole batch, atomically. */
import { Redis } from "@upstash/redis/cloudflare";
import { REMEMBERED_MS } from "../../domain/fraud/guard-memory.ts";
import type { Judge, Verdicts } from "./limiter.ts";

/** Redis that takes longer is treated as down. */
const ANSWER_WITHIN_MS = 150;
/** How long a batch's verdicts are kept for its repeats, in milliseconds. */
const VERDICTS_KEPT_MS = 900_000;

/**
 * KEYS[1] keeps the verdicts of this batch. ARGV: the events as JSON, each a list of [key, time, limit, window];
 * the prefix of keys; the batch's id; how long verdicts and times are kept.
 *
 * Counting answers for most events: too few times near them, or enough on one side. Only between the two the times
 * themselves are looked at.
 */
const SCRIPT = `
local known = redis.call('GET', KEYS[1])
if known then return known end
local prefix, batch, kept = ARGV[2], ARGV[3], tonumber(ARGV[5])
local function refuses(key, at, limit, window)
  local from, to = at - window + 1, at + window - 1
  if redis.call('ZCOUNT', key, from, to) < limit then return false end
  if redis.call('ZCOUNT', key, from, at) >= limit then return true end
  local near = redis.call('ZRANGEBYSCORE', key, from, to, 'WITHSCORES')
  local times = {}
  for i = 2, #near, 2 do times[#times + 1] = tonumber(near[i]) end
  for first = 1, #times - limit + 1 do
    if math.max(times[first + limit - 1], at) - math.min(times[first], at) < window then return true end
  end
  return false
end
local verdicts, newest = {}, {}
for index, questions in ipairs(cjson.decode(ARGV[1])) do
  local refused = -1
  for place, question in ipairs(questions) do
    if refuses(prefix .. question[1], question[2], question[3], question[4]) then refused = place - 1 break end
  end
  if refused < 0 then
    for place, question in ipairs(questions) do
      local key, at = prefix .. question[1], question[2]
      redis.call('ZADD', key, at, batch .. ':' .. index .. ':' .. place)
      newest[key] = math.max(newest[key] or at, at)
    end
  end
  verdicts[index] = refused
end
for key, at in pairs(newest) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', at - kept - 1)
  redis.call('PEXPIRE', key, kept)
end
local told = cjson.encode(verdicts)
redis.call('SET', KEYS[1], told, 'PX', ARGV[4])
return told`;

export interface UpstashOptions {
  readonly url: string;
  readonly token: string;
  /** Stands before every key, so that programs never share a window. */
  readonly prefix: string;
}

/** @throws when Redis does not answer within 150 ms. */
export function upstashJudge({ url, token, prefix }: UpstashOptions): Judge {
  return async (batchId, events) => {
    if (events.length === 0) return [];
    const redis = new Redis({
      url,
      token,
      retry: false,
      enableTelemetry: false,
      enableAutoPipelining: false,
      automaticDeserialization: false,
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const questions = events.map((admissions) =>
      admissions.map(({ key, atMs, limit, windowMs }) => [key, atMs, limit, windowMs]),
    );
    const told = await redis.eval<unknown[], string>(
      SCRIPT,
      [`${prefix}verdicts:${batchId}`],
      [JSON.stringify(questions), prefix, batchId, VERDICTS_KEPT_MS, REMEMBERED_MS],
    );
    // An aborted call resolves too, with what is no answer of the script.
    if (typeof told !== "string" || !told.startsWith("[")) {
      throw new Error(`Redis did not answer within ${ANSWER_WITHIN_MS} ms`);
    }
    return (JSON.parse(told) as number[]).map((place) => (place < 0 ? null : place)) satisfies Verdicts;
  };
}
