/**
 * How long a queue waits before it delivers a message again. The pauses grow to an hour. So the hundred retries that a
 * queue allows last almost four days. A database may be away for as long without the loss of a message.
 */

const FIRST_SECONDS = 10;
const LONGEST_SECONDS = 3_600;

/** @param attempts deliveries so far, the present one among them. */
export function retryPause(attempts: number): { readonly delaySeconds: number } {
  return { delaySeconds: Math.min(FIRST_SECONDS * 2 ** Math.min(attempts - 1, 16), LONGEST_SECONDS) };
}
