/**
 * Exports in the background, in steps of a bounded number of rows. A step writes its files, then notes them and where the next
 * one begins, in one transaction. So a step that breaks off, or is taken twice, lists each row once.
 */
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { CalendarDays } from "../../domain/program/calendar-day.ts";
import { currentProgram } from "../configuration/current-program.ts";
import type { ProgramConfig } from "../configuration/program-config.tables.ts";
import { ordersAsOf } from "../orders/lists/order-lists.tables.ts";
import {
  endExport,
  exportById,
  type ExportFile,
  type ExportRow,
  filesOf,
  nextExport,
  noteStep,
  startExport,
} from "./exports.tables.ts";
import { keepListed, writeManifest, writePart } from "./files/export-files.ts";
import { manifestOf } from "./manifest.ts";
import { personTags } from "./person-tag.ts";
import { SOURCES_OF } from "./rows/datasets.ts";
import { type ExportedRow, type Place, type Reading, RowsGone } from "./rows/source.ts";
import type { ExportFailure } from "./schema.tables.ts";
import { expiryOf } from "./expiry.ts";

export interface ExportMessage {
  readonly kind: "export";
  readonly export: string;
}

/** Rows of one file, and of one step: at some hundred bytes each, a small part of an isolate's memory. */
const ROWS_PER_STEP = 20_000;
/** Days of one step, each of which is a file: an invocation may ask the bucket only so often. */
const DAYS_PER_STEP = 40;
/** Pages of one step: those of a time with few rows hold none. */
const PAGES_PER_STEP = 20;
/** Work of one message; another one goes on with the rest. */
const WORK_MS = 5_000;
/** Deliveries of one message that could not go on, before the export has failed: with their pauses, more than an hour. */
const MOST_ATTEMPTS = 10;

export async function sendExport(env: Pick<Env, "JOBS">, id: string): Promise<void> {
  await env.JOBS.send({ kind: "export", export: id } satisfies ExportMessage);
}

/** @param attempts deliveries of this message so far. */
export async function exportOn(env: Env, { export: id }: ExportMessage, attempts: number): Promise<void> {
  const row = await begun(env, id);
  if (row === null) return;
  try {
    if (attempts > MOST_ATTEMPTS) throw new Error("an export broke off again and again");
    const outcome = await goOn(env, row);
    if (outcome === "more") await sendExport(env, id);
    if (outcome === "over") await goOnWithNext(env, row);
  } catch (error) {
    const failure = failureOf(error);
    if (failure === "not_read" && attempts < MOST_ATTEMPTS) throw error;
    logError("export_failed", error, { program: row.programId, export: id });
    await end(env, row, failure);
    await goOnWithNext(env, row);
  }
}

function failureOf(error: unknown): ExportFailure {
  return error instanceof RowsGone ? "events_gone" : error instanceof Failed ? error.failure : "not_read";
}

/** Something that no repeat sets right. */
class Failed extends Error {
  override readonly name = "Failed";
  readonly failure: ExportFailure;

  constructor(failure: ExportFailure) {
    super(failure);
    this.failure = failure;
  }
}

/** One that runs, started where its turn has come; null while others of its program come first, or when it has ended. */
async function begun(env: Env, id: string): Promise<ExportRow | null> {
  const row = await exportById(env.REPORTS, id);
  if (row === null) return null;
  if (row.state === "running") return row;
  if (row.state !== "queued") return null;
  const nowMs = Date.now();
  const isLagging = row.dataset === "orders" || row.dataset === "commissions";
  const asOfMs = isLagging ? ((await ordersAsOf(env.REPORTS, row.programId)) ?? nowMs) : nowMs;
  await startExport(env.REPORTS, row, asOfMs, nowMs);
  const started = await exportById(env.REPORTS, id);
  return started?.state === "running" ? started : null;
}

/** The export of the program that comes next, if any. */
async function goOnWithNext(env: Env, { programId }: ExportRow): Promise<void> {
  const next = await nextExport(env.REPORTS, programId);
  if (next !== null) await sendExport(env, next);
}

/** Takes steps for a while. @returns `theirs`: another message goes on with it. */
async function goOn(env: Env, from: ExportRow): Promise<"more" | "over" | "theirs"> {
  const program = await currentProgram(env, from.programId, "proved");
  if (program === null) throw new Error(`no program ${from.programId}`);
  // What is read before and after would not fit together.
  if (program.fencedAtMs !== null) throw new Failed("program_put_back");
  const endMs = Date.now() + WORK_MS;
  const reading = readingOf(env, program, from);
  let row = from;
  while (row.isRead === 0) {
    const { place, files } = await takeStep(env, row, reading);
    const isOurs = await noteStep(env.REPORTS, row, { place, files }, Date.now());
    if (!isOurs) return "theirs";
    const noted = await exportById(env.REPORTS, row.id);
    if (noted?.state !== "running") return "theirs";
    row = noted;
    if (Date.now() >= endMs) return "more";
    await letOthersIn();
  }
  await finish(env, row);
  return "over";
}

function readingOf(env: Env, program: ProgramConfig, { fromMs, toMs, timezone }: ExportRow): Reading {
  return { env, program, fromMs, toMs, days: new CalendarDays(timezone), personTag: personTags(program) };
}

async function takeStep(
  env: Env,
  row: ExportRow,
  reading: Reading,
): Promise<{ readonly place: string | null; readonly files: readonly ExportFile[] }> {
  const { days, next } = await gather(row, reading);
  const files: ExportFile[] = [];
  for (const [day, rows] of days) {
    files.push(await writePart(env.EXPORTS, row, day, rows));
    await letOthersIn();
  }
  return { place: next === null ? null : JSON.stringify(next), files };
}

interface Gathered {
  readonly days: ReadonlyMap<string, readonly ExportedRow[]>;
  readonly next: Place | null;
}

/** Reads pages until there are enough rows or days for a step. */
async function gather(row: ExportRow, reading: Reading): Promise<Gathered> {
  const source = SOURCES_OF[row.dataset];
  const days = new Map<string, ExportedRow[]>();
  let place = row.place === null ? null : (JSON.parse(row.place) as Place);
  let count = 0;
  for (let pages = 0; pages < PAGES_PER_STEP; pages += 1) {
    const { rows, next } = await source.page(reading, place);
    for (const one of rows) {
      const { day } = reading.days.of(one.atMs);
      const known = days.get(day);
      if (known === undefined && days.size === DAYS_PER_STEP) return { days, next: place };
      if (known === undefined) days.set(day, [one]);
      else known.push(one);
      place = one.place;
      count += 1;
    }
    if (next === null) return { days, next };
    place = next;
    if (count >= ROWS_PER_STEP) break;
    await letOthersIn();
  }
  return { days, next: place };
}

/** The manifest comes last, when all that it lists is there. A repeat writes the same. */
async function finish(env: Env, row: ExportRow): Promise<void> {
  const files = await filesOf(env.REPORTS, row.id);
  if (!(await keepListed(env.EXPORTS, row, files))) throw new Failed("file_lost");
  await writeManifest(env.EXPORTS, row, manifestOf(row, files));
  await end(env, row, null);
}

async function end(env: Env, row: ExportRow, failure: ExportFailure | null): Promise<void> {
  const nowMs = Date.now();
  await endExport(env.REPORTS, row.id, { failure, expiresAtMs: expiryOf(row, failure, nowMs) }, nowMs);
}
