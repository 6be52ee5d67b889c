/** Calls to a service that may be killed at any moment: what was not answered is told from what was refused. */
import { ADMIN_TOKEN } from "../support/service.ts";

export type Json = any; // oxlint-disable-line typescript/no-explicit-any -- answers are checked by their values

/** Answers from a service that is being killed: none, or not yet. */
export class Unanswered extends Error {}

/** An answer that refuses for now: 503 or 429. */
export class Refused extends Unanswered {}

export async function call(
  url: string,
  method: string,
  path: string,
  body?: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Json> {
  let answer: Response;
  let text: string;
  try {
    answer = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    });
    text = await answer.text();
  } catch (error) {
    throw new Unanswered(String(error));
  }
  if (answer.status === 503 || answer.status === 429) throw new Refused(text);
  if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
  // An export of a journal is no JSON.
  return text.startsWith("{") ? JSON.parse(text) : text;
}
