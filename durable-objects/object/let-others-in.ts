/**
 * Long work lets others in. In one process all requests share a thread. What never waits for the world outside lets
 * nothing in that has come meanwhile, not even a tap. In an object it keeps everybody else's calls waiting.
 */

/** Waits until what has come meanwhile has begun. */
export async function letOthersIn(): Promise<void> {
  await new Promise((over) => setTimeout(over, 1));
}
