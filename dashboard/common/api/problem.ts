/** What an answer that is none says: a problem document of the API, or that nothing came back. */
import type { components } from "../../../sdk/node/api.d.ts";

export type Fault = components["schemas"]["Fault"];

export interface Problem {
  /** HTTP status; 0 where no answer came. */
  readonly status: number;
  /** The API's word; `offline` where no answer came. */
  readonly code: string;
  /** A sentence of the API, in English, on this very refusal; empty where it says no more than the code. */
  readonly detail: string;
  /** What is wrong with single fields. */
  readonly errors: readonly Fault[];
  /** So long the service asks to wait, in milliseconds; null where it says nothing of that. */
  readonly retryAfterMs: number | null;
}

const OFFLINE: Problem = { status: 0, code: "offline", detail: "", errors: [], retryAfterMs: null };

type Answered = Partial<Record<keyof Problem | "title", unknown>>;

/** @param error as a query or mutation gives it. */
export function problemOf(error: unknown): Problem {
  if (typeof error !== "object" || error === null || !("code" in error)) return OFFLINE;
  const { status, code, title, detail, errors, retryAfterMs } = error as Answered;
  return {
    status: typeof status === "number" ? status : 0,
    code: String(code),
    detail: typeof detail === "string" && detail !== title ? detail : "",
    errors: Array.isArray(errors) ? (errors as Problem["errors"]) : [],
    retryAfterMs: typeof retryAfterMs === "number" ? retryAfterMs : null,
  };
}

/** From here on an answer is a failure of the service, or of what stands before it, and no word on what was asked. */
const FAILED = 500;

/** No word came on what was asked: it may have been done. */
export function isAnswerLost(error: unknown): boolean {
  const { status } = problemOf(error);
  return status === 0 || status >= FAILED;
}

/** A credential that is missing, has ended or was revoked. */
export function isSignedOut(error: unknown): boolean {
  return problemOf(error).status === 401;
}

/** What the caller's scopes do not reach. */
export function isForbidden(error: unknown): boolean {
  return problemOf(error).status === 403;
}

export function isMissing(error: unknown): boolean {
  return problemOf(error).status === 404;
}

const INVALID = 422;

/** Why a key does not sign in, as a text of both apps. One that is blank or too long is as unknown as others. */
export function signInFault(error: unknown): "key-wrong" | "failed-offline" | "sign-in-failed" {
  const { status } = problemOf(error);
  if (isSignedOut(error) || status === INVALID) return "key-wrong";
  return status === 0 ? "failed-offline" : "sign-in-failed";
}
