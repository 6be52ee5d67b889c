/**
 * Answers that the service gives at once for all that a page asks first. What it could answer is known before the page is drawn
 * the first time. Each other stands for one call of the API, and is taken by the first that makes it.
 */
import type { QueryClient } from "@tanstack/react-query";

/** As `worker/app/answer-ahead.ts` tells it. */
interface FirstAnswer {
  readonly path: string;
  /** The call as a page writes it: the path of the API with the names of its parameters, and these. */
  readonly call: string;
  readonly params?: object;
  readonly status: number;
  readonly body: unknown;
}

const OK = 200;
/** So long an answer is as good as one that is asked for now, in milliseconds. */
const FRESH_MS = 10_000;

/** Of calls that a page has still to make. */
const refused = new Map<string, FirstAnswer>();

/** Has the answers come. Without them each call is made by itself. */
export async function askAhead(path: string, client: QueryClient): Promise<void> {
  const endsAtMs = Date.now() + FRESH_MS;
  const answers = await firstAnswers(path).catch(() => []);
  if (Date.now() >= endsAtMs) return;
  for (const answer of answers) {
    const { call, params, status, body } = answer;
    if (status === OK) client.setQueryData(["get", call, { params }], body);
    else refused.set(answer.path, answer);
  }
  setTimeout(forgetAhead, FRESH_MS);
}

async function firstAnswers(path: string): Promise<readonly FirstAnswer[]> {
  const answer = await fetch(path);
  return answer.ok ? ((await answer.json()) as readonly FirstAnswer[]) : [];
}

function forgetAhead(): void {
  refused.clear();
}

/** Calls the API, unless it has told its answer already. After a write nothing of that is true any longer. */
export async function callOrTake(request: Request): Promise<Response> {
  if (request.method !== "GET") forgetAhead();
  const { pathname, search } = new URL(request.url);
  const taken = refused.get(pathname + search);
  if (taken === undefined) return await fetch(request);
  refused.delete(taken.path);
  const headers = { "content-type": "application/json" };
  return new Response(JSON.stringify(taken.body), { status: taken.status, headers });
}
