/**
 * Answers that the service gives at once for all that a page asks first. Each stands for one call of the API, and is taken by
 * the first that makes it.
 */

/** As `worker/app/answer-ahead.ts` tells it. */
interface FirstAnswer {
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

/** So long an answer is as good as one that is asked for now, in milliseconds. */
const FRESH_MS = 10_000;

let ahead: Promise<Map<string, FirstAnswer>> | undefined;

/** Has the answers come. Without them each call is made by itself. */
export function askAhead(path: string): void {
  const endsAtMs = Date.now() + FRESH_MS;
  ahead = firstAnswers(path).then(
    (all) => new Map(Date.now() < endsAtMs ? all.map((one) => [one.path, one]) : []),
    () => new Map(),
  );
  setTimeout(forgetAhead, FRESH_MS);
}

async function firstAnswers(path: string): Promise<readonly FirstAnswer[]> {
  const answer = await fetch(path);
  return answer.ok ? ((await answer.json()) as readonly FirstAnswer[]) : [];
}

function forgetAhead(): void {
  ahead = undefined;
}

/** Calls the API, unless it has told its answer already. After a write nothing of that is true any longer. */
export async function callOrTake(request: Request): Promise<Response> {
  if (request.method !== "GET") forgetAhead();
  const { pathname, search } = new URL(request.url);
  const answers = await ahead;
  const taken = answers?.get(pathname + search);
  if (taken === undefined) return await fetch(request);
  answers?.delete(taken.path);
  const headers = { "content-type": "application/json" };
  return new Response(JSON.stringify(taken.body), { status: taken.status, headers });
}
