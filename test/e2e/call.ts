/** Calls to a service that may be killed at any moment: what was not answered is told from what was refused. */
import { ADMIN_TOKEN } from "../support/service.ts";

export type Json = any; // oxlint-disable-line typescript/no-explicit-any -- answers are checked by their values

/** Answers from a service that is being killed: none, or not yet. */
export class Unanswered extends Error {}

/** An answer that refuses for now: 503 or 429. */
export class Refused extends Unanswered {}

/** An answer as it came, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly retryAfter: string | null;
  /** Parsed where it is JSON: an export of a journal is none. */
  readonly body: Json;
}

/** Asks as the operator. @throws Unanswered where no answer came. */
export async function ask(
  url: string,
  method: string,
  path: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  try {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(180_000),
    });
    const text = await answer.text();
    const retryAfter = answer.headers.get("retry-after");
    return { status: answer.status, retryAfter, body: text.startsWith("{") ? JSON.parse(text) : text };
  } catch (error) {
    throw new Unanswered(String(error));
  }
}

/** The body of an answer that is good. @throws Refused for one that refuses for now. */
export async function call(...asked: Parameters<typeof ask>): Promise<Json> {
  const { status, body } = await ask(...asked);
  if (status === 503 || status === 429) throw new Refused(JSON.stringify(body));
  if (status < 200 || status > 299) {
    const [, method, path] = asked;
    throw new Error(`${method} ${path} answered ${status}: ${JSON.stringify(body)}`);
  }
  return body;
}
