/** Calls of Durable Objects: every method we call may be repeated, so a call that broke off is made again. */
import { LIMITS } from "../../domain/kernel/limits.ts";

const ATTEMPTS = 3;
/** The longest pause before the second attempt. Each further one is four times as long. */
const FIRST_PAUSE_MS = 100;

/** More calls are under way than this isolate makes at once. */
class ObjectsBusy extends Error {
  override readonly name = "ObjectsBusy";
  /** As the platform marks an object that has too much to do: it is not asked again at once. */
  readonly overloaded = true;
}

let underWay = 0;

/**
 * Calls an object, with a fresh stub for each attempt. Repeats only what the platform marks as retryable or as broken off
 * by the object's reset, after a pause. An overloaded object is never asked again: the caller gets 503.
 *
 * @throws ObjectsBusy without having called anything.
 */
export async function callObject<Answer>(
  attempt: () => Promise<Answer>,
  pause: (ms: number) => Promise<unknown> = waited,
): Promise<Answer> {
  if (underWay >= LIMITS.objectCallsAtOnce) throw new ObjectsBusy("too many calls of objects are under way");
  underWay += 1;
  try {
    return await repeated(attempt, pause);
  } finally {
    underWay -= 1;
  }
}

async function repeated<Answer>(
  attempt: () => Promise<Answer>,
  pause: (ms: number) => Promise<unknown>,
): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === ATTEMPTS || !isRetryable(error)) throw error;
      await pause(pauseMs(tries));
    }
  }
}

/** Of random length: callers that broke off together do not return together. */
function pauseMs(tries: number): number {
  const longest = FIRST_PAUSE_MS * 4 ** (tries - 1);
  return longest / 2 + (Math.random() * longest) / 2;
}

async function waited(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

function isRetryable(error: unknown): boolean {
  const marks = error as { retryable?: boolean; overloaded?: boolean; durableObjectReset?: boolean };
  return (marks.retryable === true || marks.durableObjectReset === true) && marks.overloaded !== true;
}
