/**
 * Catches up with what a vendor lists: page after page at a bounded rate, each webhook by the road of those that were sent.
 * The place in the list is kept after each page. So whatever breaks off goes on there, and what is recorded twice is a repeat.
 */
import { createHash } from "node:crypto";
import { logError } from "../../../durable-objects/object/log.ts";
import { currentProgram } from "../../configuration/current-program.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { activeSecrets } from "../../configuration/program-secrets.ts";
import type { WebhookSource } from "../../configuration/webhook-sources.ts";
import { keyRing } from "../../platform/keys.ts";
import { parseJson } from "../../platform/json-text.ts";
import { settingsOfSource } from "../source-settings.ts";
import { isSource, SOURCES } from "../sources.ts";
import { openApiKey } from "./api-keys.ts";
import { readApiKeys } from "./api-keys.tables.ts";
import { vendorAsker } from "./ask-vendor.ts";
import { type CatchUp, type Chain, moveCatchUp, runningCatchUp, takeOverStill } from "./catch-ups.tables.ts";
import { recordListed } from "./record-listed.ts";
import { type Listing, type Page, type ReadPage, VendorFault } from "./vendor-api.ts";
import { vendorOrigins } from "../../deployment/vendor-origins.ts";

export interface CatchUpMessage {
  readonly kind: "catch_up";
  readonly catchUp: number;
  /** A message of another chain than the present one is late, and does nothing. */
  readonly chain: string;
}

/** Work of one message, beside what is under way by then; another one goes on with the rest. */
const WORK_MS = 10_000;
/** Answers in turn that could not be used, before the merchant is told that it failed: with their pauses, two hours and more. */
const MOST_FAILURES = 20;
const LONGEST_PAUSE_SECONDS = 600;
/** Deliveries of one message whose page could not be recorded: with the pauses of the queue, more than an hour. */
const MOST_ATTEMPTS = 10;
/** Of one run: a week and more at any vendor's pace. */
const MOST_REQUESTS = 1_000_000;
/** While a program is put back nothing is recorded. */
const FENCED_PAUSE_SECONDS = 10;
/** A message may wait this long for its turn, and for what the vendor asks. */
const STILL_AFTER_MS = 2 * 3_600_000;

export async function sendCatchUp(env: Env, { number, chain }: Chain, delaySeconds = 0): Promise<void> {
  const message: CatchUpMessage = { kind: "catch_up", catchUp: number, chain };
  await env.CATCH_UPS.send(message, { delaySeconds });
}

/** Catching up goes on, should a message ever have been lost. */
export async function sendCatchUps(env: Env, nowMs: number): Promise<void> {
  const taken = await takeOverStill(env.CONFIG, nowMs - STILL_AFTER_MS, crypto.randomUUID(), nowMs);
  for (const chain of taken) await sendCatchUp(env, chain);
}

/** @param attempts deliveries of this message so far. */
export async function catchUpOn(
  env: Env,
  { catchUp: number, chain: id }: CatchUpMessage,
  attempts: number,
): Promise<void> {
  const chain = { number, chain: id };
  const catchUp = await runningCatchUp(env.CONFIG, chain);
  if (catchUp === null) return;
  // What ends an isolate, such as a lack of memory, throws nothing that could be caught below.
  if (attempts > MOST_ATTEMPTS) {
    await fail(env, chain, new VendorFault("not_recorded"));
    return;
  }
  const program = await currentProgram(env, catchUp.programId, "proved");
  if (program === null) throw new Error(`no program ${catchUp.programId}`);
  if (program.fencedAtMs !== null) {
    await sendCatchUp(env, chain, FENCED_PAUSE_SECONDS);
    return;
  }
  try {
    const pauseSeconds = await readOn(env, program, catchUp, chain);
    if (pauseSeconds !== null) await sendCatchUp(env, chain, pauseSeconds);
  } catch (error) {
    if (attempts < MOST_ATTEMPTS) throw error;
    logError("catch_up_failed", error, { program: program.id, source: catchUp.source, catch_up: number });
    await fail(env, chain, new VendorFault("not_recorded"));
  }
}

/** @returns seconds until it goes on; null: it does not. */
async function readOn(
  env: Env,
  program: ProgramConfig,
  catchUp: CatchUp,
  chain: Chain,
): Promise<number | null> {
  const endMs = Date.now() + WORK_MS;
  const source = catchUp.source;
  if (!isSource(source)) throw new Error(`no source ${source}`);
  let { cursor, pageMark, requests, listed, recorded, repeated, unusable } = catchUp;
  let failures = catchUp.failures;
  const isOver = () => Date.now() >= endMs;
  if (requests >= MOST_REQUESTS) {
    await fail(env, chain, new VendorFault("list_endless"));
    return null;
  }
  const read = await pagesOf(env, program, source, catchUp, { isOver, counted: () => (requests += 1) });
  while (!isOver()) {
    const asked = await pageAt(read, { cursor, pageMark });
    if (asked instanceof VendorFault) return await pauseAfter(env, chain, asked, { failures, requests });
    const outcome = await recordListed(env, program, source, asked.webhooks);
    failures = 0;
    cursor = asked.next === null ? null : JSON.stringify(asked.next);
    pageMark = asked.mark === undefined ? pageMark : hashOf(asked.mark);
    listed += asked.webhooks.length;
    recorded += outcome.recorded;
    repeated += outcome.repeated;
    unusable += outcome.unusable;
    const counts = { requests, listed, recorded, repeated, unusable, failures };
    const moved = { cursor, pageMark, ...counts, ...reachedBy(asked, catchUp), ...NO_FAULT };
    const nowMs = Date.now();
    const ended = cursor === null ? ({ state: "finished", finishedAtMs: nowMs } as const) : {};
    const isOurs = await moveCatchUp(env.CONFIG, chain, { ...moved, ...ended }, nowMs);
    if (!isOurs || cursor === null) return null;
  }
  return 0;
}

const NO_FAULT = { fault: null, faultStatus: null, faultCode: null, faultAtMs: null };

function reachedBy({ reachedMs }: Page, { toMs, askedAtMs }: CatchUp) {
  return reachedMs === undefined ? {} : { reachedAtMs: Math.min(reachedMs, toMs, askedAtMs) };
}

async function pagesOf(
  env: Env,
  program: ProgramConfig,
  source: WebhookSource,
  { fromMs, toMs, askedAtMs }: CatchUp,
  { isOver, counted }: Pick<Listing, "isOver"> & { readonly counted: () => void },
): Promise<ReadPage> {
  const ring = keyRing(env);
  const { api } = SOURCES[source];
  const { list } = await SOURCES[source].load();
  const sealed = (await readApiKeys(env.CONFIG, program.number)).get(source)?.sealed;
  const keys = sealed === undefined ? undefined : openApiKey(ring, program, source, sealed);
  if (api === undefined || list === undefined || keys === undefined) {
    return async () => await Promise.reject(new VendorFault("key_refused"));
  }
  const elsewhere = vendorOrigins(env.VENDOR_ORIGINS)?.get(source);
  const asked = { origin: elsewhere ?? api.originOf(keys), isOperators: elsewhere !== undefined, keys };
  return list({
    ask: vendorAsker(env, { ...asked, pauseMs: api.pauseMs }, counted),
    keys,
    fromMs,
    untilMs: Math.min(toMs, askedAtMs),
    settings: settingsOfSource(program, source),
    secrets: activeSecrets(ring, program, source, Date.now()),
    now: Date.now,
    isOver,
  });
}

async function pageAt(
  read: ReadPage,
  { cursor, pageMark }: Pick<CatchUp, "cursor" | "pageMark">,
): Promise<Page | VendorFault> {
  try {
    const page = await read(cursor === null ? null : parseJson(cursor));
    // Neither a page that names itself as the next one nor one that comes under every name would ever end.
    const isItself = page.next !== null && JSON.stringify(page.next) === cursor;
    const isBefore = page.mark !== undefined && hashOf(page.mark) === pageMark;
    return isItself || isBefore ? new VendorFault("list_repeats", { status: 200 }) : page;
  } catch (error) {
    if (error instanceof VendorFault) return error;
    throw error;
  }
}

function hashOf(mark: string): string {
  return createHash("sha256").update(mark).digest("base64url");
}

/** @returns seconds until it is tried again; null: it failed for good. */
async function pauseAfter(
  env: Env,
  chain: Chain,
  fault: VendorFault,
  { failures, requests }: { readonly failures: number; readonly requests: number },
): Promise<number | null> {
  const count = failures + 1;
  if (!fault.isPassing || count > MOST_FAILURES) {
    await fail(env, chain, fault, requests);
    return null;
  }
  const moved = { failures: count, requests, ...faultMembers(fault) };
  if (!(await moveCatchUp(env.CONFIG, chain, moved, Date.now()))) return null;
  // What fails once is asked again at once, at the rate of the source.
  const growing = failures === 0 ? 0 : Math.min(2 ** failures, LONGEST_PAUSE_SECONDS);
  // Who says when to come is asked then.
  return fault.retryAfterMs > 0 ? Math.ceil(fault.retryAfterMs / 1_000) : growing;
}

async function fail(env: Env, chain: Chain, fault: VendorFault, requests?: number): Promise<void> {
  const nowMs = Date.now();
  const counted = requests === undefined ? {} : { requests };
  const ended = { state: "failed", finishedAtMs: nowMs, ...faultMembers(fault), ...counted } as const;
  await moveCatchUp(env.CONFIG, chain, ended, nowMs);
}

function faultMembers({ reason, status, code }: VendorFault) {
  return { fault: reason, faultStatus: status, faultCode: code, faultAtMs: Date.now() };
}
