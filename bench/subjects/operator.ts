/** The management API as a benchmark asks it: each call once, on a connection of its own, since a repeat would hide a refusal. */
import { type Json, send } from "../../scripts/demo/client.ts";

/** A client of the management API. */
export class Operator {
  readonly #origin: string;
  readonly #token: string;

  constructor(origin: string, token: string) {
    this.#origin = origin;
    this.#token = token;
  }

  get(path: string, accepted = [200]): Promise<Json> {
    return this.#call("GET", path, undefined, accepted);
  }

  post(path: string, body: object, headers: Record<string, string> = {}): Promise<Json> {
    return this.#call("POST", path, body, [200, 201], headers);
  }

  put(path: string, body: object): Promise<Json> {
    return this.#call("PUT", path, body, [200, 201]);
  }

  patch(path: string, body: object): Promise<Json> {
    return this.#call("PATCH", path, body, [200]);
  }

  async #call(
    method: string,
    path: string,
    body: object | undefined,
    accepted: readonly number[],
    headers: Record<string, string> = {},
  ): Promise<Json> {
    const answer = await send(`${this.#origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = answer.bytes.toString();
    if (!accepted.includes(answer.status)) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${text.slice(0, 500)}`);
    }
    return answer.headers["content-type"]?.includes("json") ? JSON.parse(text) : text;
  }
}
