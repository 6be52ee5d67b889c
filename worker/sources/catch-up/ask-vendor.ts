/**
 * Asks a vendor's API, at its own host alone. Nothing is followed elsewhere, an answer has bounds of time and size, and
 * requests begin no sooner than the pause of the source allows. What an answer says goes into no log.
 */
import type { z } from "@hono/zod-openapi";
import { parseJson } from "../../platform/json-text.ts";
import { boundedBody, type OutsideNetwork, OWN_NETWORK } from "../../platform/outside-network.ts";
import { faultAnswerSchema } from "./vendor-answers.shapes.ts";
import { type AskVendor, type VendorAnswer, VendorFault } from "./vendor-api.ts";

const ANSWERED_WITHIN_MS = 30_000;
/** An isolate has 128 MiB, and what is read of an answer takes several times its bytes. */
const MOST_BYTES = 8 * 1024 * 1024;
/** Lists, objects and members of one answer, each of which takes memory, however short its text. */
const MOST_PARTS = 500_000;
/** A fault holds some words. */
const FAULT_BYTES = 64 * 1024;
/** Longer than any vendor asks to be left alone. */
const LONGEST_RETRY_MS = 3_600_000;

interface Clock {
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<unknown>;
}

const CLOCK: Clock = { now: Date.now, wait: async (ms) => await scheduler.wait(ms) };

interface AskedVendor {
  /** Of the vendor's API. */
  readonly origin: string;
  readonly pauseMs: number;
  /** Whether the operator set that origin. */
  readonly isOperators?: boolean;
  /** Address and keys, of which a fault repeats nothing. */
  readonly keys?: unknown;
  /** For a whole answer. */
  readonly withinMs?: number;
}

/** @param counted is called for each request. */
export function vendorAsker(
  {
    VENDORS: vendors = OWN_NETWORK,
    VENDORS_ELSEWHERE: elsewhere = vendors,
  }: OutsideNetwork & Partial<Pick<Env, "VENDOR_ORIGINS">>,
  { origin, pauseMs, isOperators = false, keys = {}, withinMs = ANSWERED_WITHIN_MS }: AskedVendor,
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
    const secrets = Object.values(keys as object).map(String);
    const signal = AbortSignal.timeout(withinMs);
    const asked = ask(isOperators ? elsewhere : vendors, url, { headers, signal, secrets });
    return await Promise.race([asked, late(signal)]);
  };
}

/** Rejects when the time is over, also where a network does not heed the signal, or an answer comes byte by byte. */
async function late(signal: AbortSignal): Promise<never> {
  return await new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(new VendorFault("down")), { once: true });
  });
}

interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly secrets: readonly string[];
}

async function ask(
  network: Pick<Fetcher, "fetch">,
  url: URL,
  { headers, signal, secrets }: Request,
): Promise<VendorAnswer> {
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
  if (response.status !== 200) throw await faultOf(response, secrets);
  return { headers: response.headers, bytes: await readWhole(response, MOST_BYTES) };
}

async function faultOf(response: Response, secrets: readonly string[]): Promise<VendorFault> {
  const { status, headers } = response;
  const said = await codeOf(response);
  const code = said === null || secrets.some((secret) => secret.includes(said)) ? null : said;
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
async function readWhole(response: Response, most: number): Promise<Uint8Array> {
  const { status, headers } = response;
  const bytes = await boundedBody(response, most).catch((): never => {
    throw new VendorFault("answer_unreadable", { status });
  });
  if (bytes === undefined) throw new VendorFault("answer_too_large", { status });
  // A length is that of what was packed, where it was.
  const announced = headers.get("content-encoding") === null ? headers.get("content-length") : null;
  if (announced !== null && Number(announced) !== bytes.length)
    throw new VendorFault("answer_unreadable", { status });
  return bytes;
}

/** What an answer holds, by a schema. @throws VendorFault for what is no JSON of it. */
export function readAnswer<Schema extends z.ZodType>(
  schema: Schema,
  { bytes }: VendorAnswer,
): z.output<Schema> {
  if (partsIn(bytes) > MOST_PARTS) throw new VendorFault("answer_too_large", { status: 200 });
  const read = schema.safeParse(parseJson(new TextDecoder().decode(bytes)));
  if (!read.success) throw new VendorFault("answer_unreadable", { status: 200 });
  return read.data;
}

/** What begins a list, an object or the value of a member. */
const BEGINNINGS = new Set([0x5b, 0x7b, 0x3a]);
const [QUOTE, BACKSLASH] = [0x22, 0x5c];

/** Lists, objects and members that a JSON text begins, found before any is made. */
function partsIn(bytes: Uint8Array): number {
  let [count, isText] = [0, false];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) isText = !isText;
    else if (isText && byte === BACKSLASH) at += 1;
    else if (!isText && BEGINNINGS.has(byte)) count += 1;
  }
  return count;
}
