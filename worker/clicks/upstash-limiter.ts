/** The sliding windows of ClickGuard on Upstash Redis: one script judges several batches, atomically. */
import { Redis } from "@upstash/redis/cloudflare";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { rememberedMs } from "../../domain/risk/admitted-times.ts";
import { RETURNING } from "../../domain/risk/guard-keys.ts";
import type { Judge, Question, Verdicts } from "./judge.ts";

/** Redis that takes longer than this, and the time of its events besides, is treated as down. */
const ANSWER_WITHIN_MS = 150;
/** What an event adds: some three times what judging it takes. */
const EVENT_WITHIN_MS = 0.1;
/** How long a batch's verdicts are kept for its repeats, in milliseconds. */
const VERDICTS_KEPT_MS = 900_000;

/**
 * KEYS keep the verdicts of the questions. ARGV begins with the questions as JSON, each a prefix of keys, the batch's id,
 * and its events. An event is a list of [key, time, limit, window, per returning visitor]. Then comes how long verdicts are
 * kept, and times of visitors and of networks. The last is how many returning visitors of a network count.
 *
 * Of each network a set has its returning visitors by when they were last seen.
 *
 * Counting answers for most events: too few times near them, or enough on one side. Only between the two the times
 * themselves are looked at.
 */
const SCRIPT = `
local kept, keptOfNetworks, most = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local newest, keep = {}, {}
local function note(key, at, window)
  newest[key] = math.max(newest[key] or at, at)
  keep[key] = window > ${LIMITS.windowMs} and keptOfNetworks or kept
end
local function returning(prefix, key, from)
  local near = redis.call('ZCOUNT', prefix .. '${RETURNING}' .. string.sub(key, 3), from, '+inf')
  return math.min(near, most)
end
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
local function judge(prefix, batch, events)
  local verdicts = {}
  for index, admissions in ipairs(events) do
    local refused = -1
    for place, asked in ipairs(admissions) do
      local key, at, limit, window, per = unpack(asked)
      if per > 0 then limit = limit + per * returning(prefix, key, at - window + 1) end
      local judged = string.sub(key, 1, 2) ~= '${RETURNING}'
      if judged and refuses(prefix .. key, at, limit, window) then refused = place - 1 break end
    end
    if refused < 0 then
      for place, asked in ipairs(admissions) do
        local key, at = prefix .. asked[1], asked[2]
        local network, visitor = string.match(asked[1], '^${RETURNING}(.*):(.-)$')
        if network then
          key = prefix .. '${RETURNING}' .. network
          redis.call('ZADD', key, 'GT', at, visitor)
          redis.call('ZREMRANGEBYRANK', key, 0, -most - 1)
        else
          redis.call('ZADD', key, at, batch .. ':' .. index .. ':' .. place)
        end
        note(key, at, asked[4])
      end
    end
    verdicts[index] = refused
  end
  return cjson.encode(verdicts)
end
local answers = {}
for place, question in ipairs(cjson.decode(ARGV[1])) do
  answers[place] = redis.call('GET', KEYS[place])
  if not answers[place] then
    answers[place] = judge(question[1], question[2], question[3])
    redis.call('SET', KEYS[place], answers[place], 'PX', ARGV[2])
  end
end
for key, at in pairs(newest) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', at - keep[key] - 1)
  redis.call('PEXPIRE', key, keep[key])
end
return '[' .. table.concat(answers, ',') .. ']'`;

export interface UpstashOptions {
  readonly url: string;
  readonly token: string;
}

/** @throws when Redis does not answer in time. */
export function upstashJudge({ url, token }: UpstashOptions): Judge {
  return async (questions) => {
    const asked = questions.filter(({ events }) => events.length > 0);
    const answers = asked.length === 0 ? [] : await ask({ url, token }, asked);
    const verdicts = new Map(asked.map((question, index) => [question, answers[index]]));
    return questions.map((question) => verdicts.get(question) ?? []);
  };
}

async function ask({ url, token }: UpstashOptions, questions: readonly Question[]): Promise<Verdicts[]> {
  const events = questions.reduce((sum, question) => sum + question.events.length, 0);
  const withinMs = ANSWER_WITHIN_MS + Math.ceil(events * EVENT_WITHIN_MS);
  const redis = new Redis({
    url,
    token,
    retry: false,
    enableTelemetry: false,
    enableAutoPipelining: false,
    automaticDeserialization: false,
    signal: AbortSignal.timeout(withinMs),
  });
  const answers = await redis
    .eval<unknown[], string>(
      SCRIPT,
      questions.map(({ program, batchId }) => `${prefixOf(program)}verdicts:${batchId}`),
      [
        JSON.stringify(questions.map(packed)),
        VERDICTS_KEPT_MS,
        rememberedMs(LIMITS.windowMs),
        rememberedMs(LIMITS.networkWindowMs),
        LIMITS.returningPerNetwork,
      ],
    )
    .catch((error: unknown) => {
      throw withoutCommand(error);
    });
  // An aborted call resolves too, with what is no answer of the script.
  if (typeof answers !== "string" || !answers.startsWith("[")) {
    throw new Error(`Redis did not answer within ${withinMs} ms`);
  }
  return (JSON.parse(answers) as number[][]).map((places) =>
    places.map((place) => (place < 0 ? null : place)),
  );
}

/** Stands before every key, so that programs never share a window. */
function prefixOf(program: number): string {
  return `tby:${program}:`;
}

function packed({ program, batchId, events }: Question): unknown[] {
  const admissions = events.map((all) =>
    all.map(({ key, atMs, limit, windowMs, perReturning = 0 }) => [key, atMs, limit, windowMs, perReturning]),
  );
  return [prefixOf(program), batchId, admissions];
}

/** The client's error quotes the whole command: a message's visitors and networks, which go into no log. */
function withoutCommand(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const [said, command] = error.message.split(", command was:");
  return command === undefined ? error : new Error(said);
}
