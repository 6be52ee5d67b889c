/** Knows which requests are not answered yet, so that a service can end without an answer that it owes. */

/** A request that takes longer is cut off: its caller repeats it. */
const LONGEST_MS = 5_000;
const LOOK_MS = 20;

export class RequestsUnderWay {
  #requests = 0;
  #isEnding = false;

  /** Answers, or refuses once {@link end} was called. */
  take(answer: () => Response | Promise<Response>): Response | Promise<Response> {
    if (this.#isEnding) return ended();
    const answered = answer();
    if (!(answered instanceof Promise)) return answered;
    this.#requests += 1;
    return answered.finally(() => {
      this.#requests -= 1;
    });
  }

  /** Takes no new request, and waits a bounded time for those under way. */
  async end(): Promise<void> {
    this.#isEnding = true;
    const untilMs = Date.now() + LONGEST_MS;
    // Looked at again and again: a promise of another request may not be waited for.
    while (this.#requests > 0 && Date.now() < untilMs) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }
}

/** Said to whatever still comes. A proxy in front asks again, or another instance. */
function ended(): Response {
  const headers = {
    "Retry-After": "2",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    Connection: "close",
  };
  return new Response("The service is being stopped. Ask again.\n", { status: 503, headers });
}
