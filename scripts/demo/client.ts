/** HTTP as two callers of the demo speak it: the operator, and a buyer's browser. */
import { request, type IncomingHttpHeaders } from "node:http";
import { DemoFailure } from "./print.ts";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

// oxlint-disable-next-line typescript/no-explicit-any -- the demo reads answers as a merchant's script would
export type Json = any;

/** WeChat on Android: the browser most links are opened in. */
export const WECHAT =
  "Mozilla/5.0 (Linux; Android 14; 23127PN0CC) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/126.0.6478.188 Mobile Safari/537.36 XWEB/1260117 MMWEBSDK/20240404 MMWEBID/1234 MicroMessenger/8.0.49.2600(0x28003133) WeChat/arm64 Weixin NetType/WIFI Language/zh_CN ABI/arm64";

/**
 * One request, byte for byte as given: `fetch` would follow redirects and add headers no browser tap has. It has a connection
 * of its own. The runtime closes one that idles for five seconds, perhaps as the next request sets out on it.
 */
export function send(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method = "GET", headers = {}, body } = options;
    const outgoing = request(url, { method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.on("error", reject);
      incoming.on("end", () => {
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          bytes: Buffer.concat(chunks),
        });
      });
    });
    outgoing.on("error", reject).end(body);
  });
}

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
      throw new DemoFailure(`${method} ${path} answered ${answer.status}: ${text.slice(0, 500)}`);
    }
    return answer.headers["content-type"]?.includes("json") ? JSON.parse(text) : text;
  }
}
