/** The client: typed calls, which are sent again until they are answered, and throw what the service refuses. */
import { randomUUID } from "node:crypto";
import createClient from "openapi-fetch";
import type { Calls, CallSettings, Lists } from "./calls.ts";
import { KEYED_CALLS } from "./keyed-calls.ts";
import { TributaryProblem } from "./problem.ts";
import { PATIENCE, type Patience, type Send, sendAgain } from "./send-again.ts";

export interface ClientOptions extends Partial<Patience> {
  /** Where management answers, as `https://tributary.shop.example`. */
  readonly origin: string;
  /** An API key of a program (`tk_…`), a promoter's token (`tp_…`) or the operator's token. */
  readonly key: string;
  /** The program of calls that name none. */
  readonly program?: string;
  /** In place of the global `fetch`, as for a proxy. */
  readonly fetch?: Send;
}

export interface Tributary {
  readonly get: Calls<"get">;
  readonly post: Calls<"post">;
  readonly put: Calls<"put">;
  readonly patch: Calls<"patch">;
  readonly delete: Calls<"delete">;
  /** All entries of a list: `for await (const order of tributary.list("/v1/programs/{program}/orders"))`. */
  readonly list: Lists;
}

type Method = "get" | "post" | "put" | "patch" | "delete";

/** What a call takes, whatever it is. */
interface AnyAsked extends CallSettings {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** What of openapi-fetch is used: it writes the address and the body. */
type Request_ = (
  method: string,
  path: string,
  init: object,
) => Promise<{ readonly data?: unknown; readonly error?: unknown; readonly response: Response }>;

/** A client of one service with one credential. */
export function createTributary(options: ClientOptions): Tributary {
  const { origin, key, program, fetch: send = (request) => fetch(request) } = options;
  const authorization = `Bearer ${key}`;
  const http = createClient({ baseUrl: origin, headers: { authorization } });
  const ask = http.request as unknown as Request_;

  async function call(method: Method, path: string, asked: AnyAsked = {}): Promise<unknown> {
    const name = `${method} ${path}`;
    const inPath = { ...(program === undefined ? {} : { program }), ...asked.path };
    for (const [, parameter = ""] of path.matchAll(/\{(\w+)\}/g)) {
      if (!(parameter in inPath)) throw new TypeError(`${name} takes ${parameter} in its path`);
    }
    const patience = { ...PATIENCE, ...given(options), ...given(asked) };
    const { data, error, response } = await ask(method, path, {
      params: { path: inPath, query: asked.query },
      headers: { ...keyOf(name, asked), ...asked.headers },
      body: asked.body,
      signal: asked.signal,
      parseAs: "text",
      fetch: (request: Request) => sendAgain(send, request, patience),
    });
    if (!response.ok) throw new TributaryProblem(name, response.status, textOf(error));
    return read(response, data);
  }

  async function* list(path: string, asked: AnyAsked = {}): AsyncIterableIterator<unknown> {
    for (let cursor: string | undefined; ;) {
      const query = { ...asked.query, ...(cursor === undefined ? {} : { cursor }) };
      const page = (await call("get", path, { ...asked, query })) as Page;
      yield* page.data;
      if (page.nextCursor === null) return;
      cursor = page.nextCursor;
    }
  }

  const calls = (method: Method) => (path: string, asked?: AnyAsked) => call(method, path, asked);
  return {
    get: calls("get"),
    post: calls("post"),
    put: calls("put"),
    patch: calls("patch"),
    delete: calls("delete"),
    list,
  } as unknown as Tributary;
}

interface Page {
  readonly data: readonly unknown[];
  readonly nextCursor: string | null;
}

/** Made once for a call, so that all of its attempts are one write. */
function keyOf(name: string, { idempotencyKey }: CallSettings): Record<string, string> {
  if (!KEYED_CALLS.has(name)) return {};
  return { "idempotency-key": idempotencyKey ?? randomUUID() };
}

/** What is said of the patience, without what is left open. */
function given({ timeoutMs, retries, longestPauseMs }: Partial<Patience>): Partial<Patience> {
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(retries === undefined ? {} : { retries }),
    ...(longestPauseMs === undefined ? {} : { longestPauseMs }),
  };
}

function textOf(error: unknown): string {
  return typeof error === "string" ? error : JSON.stringify(error ?? "");
}

function read(response: Response, data: unknown): unknown {
  if (typeof data !== "string" || data === "") return undefined;
  return /\bjson\b/.test(response.headers.get("content-type") ?? "") ? JSON.parse(data) : data;
}
