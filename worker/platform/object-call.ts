/** Calls of Durable Objects: every method we call may be repeated, so a call that broke off is made again. */

const ATTEMPTS = 3;

/**
 * Calls an object, with a fresh stub for each attempt. Repeats only what the platform marks as retryable or as
 * broken off by the object's reset, never an overloaded object: that one answers 503 to the caller.
 */
export async function callObject<Answer>(attempt: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === ATTEMPTS || !isRetryable(error)) throw error;
    }
  }
}

function isRetryable(error: unknown): boolean {
  const marks = error as { retryable?: boolean; overloaded?: boolean; durableObjectReset?: boolean };
  return (marks.retryable === true || marks.durableObjectReset === true) && marks.overloaded !== true;
}
