/** Speaks to the management API as a merchant would: plain requests, plain answers. */
import { createExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createManagementApp } from "../../worker/app/app.ts";
import { ORDER_ROUTES } from "../../worker/app/orders-register.ts";
import { textOf } from "./http/text-of.ts";

export const app = createManagementApp(ORDER_ROUTES);
export const OPERATOR = "operator-of-the-tests";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests read answers as any client would
  readonly body: any;
}

export interface CallOptions {
  /** Bearer; the operator's by default, null for none. */
  readonly token?: string | null;
  /** Sent as JSON; a string goes as it is. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly env?: Env;
}

export async function call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const headers = new Headers(options.headers);
  const token = options.token === undefined ? OPERATOR : options.token;
  if (token !== null) headers.set("authorization", `Bearer ${token}`);
  const init: RequestInit = { method, headers };
  if (options.body !== undefined) {
    init.body = typeof options.body === "string" ? options.body : JSON.stringify(options.body);
    if (!headers.has("content-type")) headers.set("content-type", "application/json");
  }
  const request = new Request(`http://tributary.test${path}`, init);
  const response = await app.fetch(request, options.env ?? env, createExecutionContext());
  const text = await textOf(response);
  return { status: response.status, headers: response.headers, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

let made = 0;

/** A program of its own for one test. */
export async function newProgram(settings: Record<string, unknown> = {}): Promise<{
  id: string;
  apiKey: string;
  path: string;
}> {
  made += 1;
  const id = `p${made}-${crypto.randomUUID().slice(0, 8)}`;
  const answer = await call("POST", "/v1/programs", {
    body: { id, name: "A shop", currency: "CNY", allowedHosts: ["shop.example"], ...settings },
  });
  return { id, apiKey: answer.body.apiKey, path: `/v1/programs/${id}` };
}
