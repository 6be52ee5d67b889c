/**
 * Asks a vendor's API, at its own host alone: nothing is followed elsewhere, an answer has bounds of time and size, and
 * requests begin no sooner than the pause of the source allows. What an answer says goes into no log.
 */
import type { z } from "@hono/zod-openapi";
import { parseJson } from "../../platform/json-text.ts";
import { faultAnswerSchema } from "./vendor-answers.shapes.ts";
import { type AskVendor, type VendorAnswer, VendorFault } from "./vendor-api.ts";

/** Where requests to vendors go out; absent on Cloudflare, whose own network reaches public addresses alone. */
export interface VendorNetwork {
  /** To what merchants name. */
  readonly VENDORS?: Pick<Fetcher, "fetch">;
  /** To what the operator names in their place. */
  readonly VENDORS_ELSEWHERE?: Pick<Fetcher, "fetch">;
}

const ANSWERED_WITHIN_MS = 30_000;
const MOST_BYTES = 32 * 1024 * 1024;
/** A fault holds some words. */
const FAULT_BYTES = 64 * 1024;
/** Longer than any vendor asks to be left alone. */
const LONGEST_RETRY_MS = 3_600_000;

interface Clock {
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<unknown>;
}

const CLOCK: Clock = { now: Date.now, wait: async (ms) => await scheduler.wait(ms) };

/** The platform refuses its own `fetch` as the method of another object. */
const OWN_NETWORK: Pick<Fetcher, "fetch"> = {
  fetch: async (input, init) => await fetch(input, init),
};

interface AskedVendor {
  /** Of the vendor's API. */
  readonly origin: string;
  readonly pauseMs: number;
  /** Whether the operator set that origin. */
  readonly isOperators?: boolean;
}

/** @param counted is called for each request. */
export function vendorAsker(
  {
    VENDORS: vendors = OWN_NETWORK,
    VENDORS_ELSEWHERE: elsewhere = vendors,
  }: VendorNetwork & Partial<Pick<Env, "VENDOR_ORIGINS">>,
  { origin, pauseMs, isOperators = false }: AskedVendor,
  counted: () => void,
  { now, wait }: Clock = CLOCK,
): AskVendor {
  let nextAtMs = 0;
  return async (path, headers) => {
    const url = new URL(path, origin);
    if (url.origin !== new URL(origin).origin) throw new VendorFault("redirected");
    const waitMs = nextAtMs - now();
    if (waitMs > 0) await wait(waitMs);
    nextAtMs = now() + pauseMs;
    counted();
    return await ask(isOperators ? elsewhere : vendors, url, headers);
  };
}

async function ask(
  network: Pick<Fetcher, "fetch">,
  url: URL,
  headers: Readonly<Record<string, string>>,
): Promise<VendorAnswer> {
  const signal = AbortSignal.timeout(ANSWERED_WITHIN_MS);
  let response: Response;
  try {
    response = await network.fetch(url.href, {
      headers: { accept: "application/json", "user-agent": "Tributary/1", ...headers },
      redirect: "manual",
      signal,
    });
  } catch {
    // What is said of a connection may name the address with its query.
    throw new VendorFault("down");
  }
  if (response.status !== 200) throw await faultOf(response);
  return { headers: response.headers, bytes: await readWhole(response, MOST_BYTES) };
}

async function faultOf(response: Response): Promise<VendorFault> {
  const { status, headers } = response;
  const code = await codeOf(response);
  if (status === 429) {
    return new VendorFault("busy", { status, code, retryAfterMs: retryAfterOf(headers, Date.now()) });
  }
  if (status === 401 || status === 403) return new VendorFault("key_refused", { status, code });
  if (status >= 300 && status < 400) return new VendorFault("redirected", { status });
  if (status >= 500 || status === 408)
    return new VendorFault("down", { status, code, retryAfterMs: retryAfterOf(headers, Date.now()) });
  return new VendorFault(status < 300 ? "answer_unreadable" : "rejected", { status, code });
}

/** `Retry-After` as seconds, which may be a decimal, or as a date. */
function retryAfterOf(headers: Headers, nowMs: number): number {
  const text = headers.get("retry-after") ?? "";
  const ms = /^\d{1,9}(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isNaN(ms) ? 0 : Math.min(Math.max(0, ms), LONGEST_RETRY_MS);
}

/** The vendor's word for what is wrong; its sentences may hold anything, and are left out. */
async function codeOf(response: Response): Promise<string | null> {
  try {
    const bytes = await readWhole(response, FAULT_BYTES);
    const { code, error } = faultAnswerSchema.parse(parseJson(new TextDecoder().decode(bytes)));
    return code ?? error?.code ?? error?.type ?? null;
  } catch {
    return null;
  }
}

/** @throws VendorFault where it breaks off, or is longer. */
async function readWhole({ body, status, headers }: Response, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of body ?? []) {
      length += part.byteLength;
      if (length > most) break;
      parts.push(part);
    }
  } catch {
    throw new VendorFault("answer_unreadable", { status });
  }
  if (length > most) throw new VendorFault("answer_too_large", { status });
  // A length is that of what was packed, where it was.
  const announced = headers.get("content-encoding") === null ? headers.get("content-length") : null;
  if (announced !== null && Number(announced) !== length)
    throw new VendorFault("answer_unreadable", { status });
  return Buffer.concat(parts);
}

/** What an answer holds, by a schema. @throws VendorFault for what is no JSON of it. */
export function readAnswer<Schema extends z.ZodType>(
  schema: Schema,
  { bytes }: VendorAnswer,
): z.output<Schema> {
  const read = schema.safeParse(parseJson(new TextDecoder().decode(bytes)));
  if (!read.success) throw new VendorFault("answer_unreadable", { status: 200 });
  return read.data;
}
