/** Makes what a page shows, over the API as a merchant does. */
import { ADMIN_TOKEN } from "../service.ts";

export type Manage = (
  method: string,
  path: string,
  body?: object,
  key?: string,
) => Promise<Record<string, string>>;

/** Calls below `/v1/programs`, each once. @throws an answer that refuses. */
export function managing(origin: string): Manage {
  let count = 0;
  return async (method, path, body, key = ADMIN_TOKEN) => {
    const headers = {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      "idempotency-key": `${method} ${path} ${(count += 1)}`,
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${origin}/v1/programs${path}`, { method, headers, ...sent });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? {} : ((await answer.json()) as Record<string, string>);
  };
}
