/** Refusals over HTTP as RFC 9457 problem documents, all from one catalogue, never with a stack trace. */
import { pageOfProblem, PROBLEMS, type ProblemCode } from "./problem-catalogue.ts";
import type { KindOfFault } from "./problems/fault-kinds.ts";

export type { ProblemCode } from "./problem-catalogue.ts";

/** A fault in the body or a parameter: where, what, and of which kind. */
export interface Fault extends KindOfFault {
  readonly path: string;
  readonly message: string;
}

export interface ProblemOptions {
  /** What was wrong this time, for people. */
  readonly detail?: string;
  readonly errors?: readonly Fault[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Members beside the standard ones, such as `results`. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** Seconds after which a caller of a busy service may try again. */
const RETRY_AFTER_SECONDS = "2";

/** Thrown by a handler to refuse; the API's error handler turns it into {@link problem}. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly code: ProblemCode;
  readonly options: ProblemOptions;

  constructor(code: ProblemCode, options: ProblemOptions = {}) {
    super(`${code}: ${options.detail ?? PROBLEMS[code].title}`);
    this.code = code;
    this.options = options;
  }

  get detail(): string {
    return this.options.detail ?? PROBLEMS[this.code].title;
  }
}

/** The `application/problem+json` answer for a code; 401 says how to authenticate, 429 and 503 when to return. */
export function problem(code: ProblemCode, options: ProblemOptions = {}): Response {
  const { status, title } = PROBLEMS[code];
  const body = {
    type: pageOfProblem(code),
    title,
    status,
    detail: options.detail ?? title,
    code,
    ...(options.errors === undefined ? {} : { errors: options.errors }),
    ...options.extra,
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: {
      "content-type": "application/problem+json",
      "cache-control": "no-store",
      ...(status === 401 ? { "www-authenticate": 'Bearer realm="tributary"' } : {}),
      ...(status === 429 || status === 503 ? { "retry-after": RETRY_AFTER_SECONDS } : {}),
      ...options.headers,
    },
  });
}
