/** What the hourly cron does about exports: begins nightly ones, goes on with those that stand still, deletes what is over. */
import { CalendarDays, type DayBounds } from "../../domain/program/calendar-day.ts";
import { storedNightly } from "../configuration/sections/exports.shapes.ts";
import { newExportId } from "./export-id.ts";
import { sendExport } from "./export-data.ts";
import { expiredExports, forgetExport, nextExport, queueExport, stillPrograms } from "./exports.tables.ts";
import { deleteFiles } from "./files/export-files.ts";
import { lastNights, type NightlyProgram, nightlyPrograms } from "./nightly.tables.ts";

/** A day is exported so long after it ended: what lags behind has come by then. */
const AFTER_THE_DAY_MS = 3_600_000;
/** Nights that are made up for, where no cron ran. */
const MOST_NIGHTS = 7;
/** What stands still so long had its message lost. */
const STILL_AFTER_MS = 2 * 3_600_000;
/** Exports whose files one hour deletes. */
const MOST_EXPIRED = 50;

export async function tendExports(env: Env, nowMs: number): Promise<void> {
  const ended = await Promise.allSettled([
    queueNightly(env, nowMs),
    goOnWithStill(env, nowMs),
    deleteExpired(env, nowMs),
  ]);
  for (const one of ended) if (one.status === "rejected") throw one.reason;
}

/** Each day and dataset of a program once, whatever the cron does. */
async function queueNightly(env: Env, nowMs: number): Promise<void> {
  for await (const programs of nightlyPrograms(env.CONFIG)) {
    for (const program of programs) await queueNights(env, program, nowMs);
  }
}

async function queueNights(env: Env, program: NightlyProgram, nowMs: number): Promise<void> {
  const { datasets, format } = storedNightly(program.exports);
  const last = await lastNights(env.REPORTS, program.id);
  let queued = 0;
  for (const dataset of datasets) {
    for (const { day, fromMs, toMs } of dueNights(program.timezone, last.get(dataset), nowMs)) {
      const of = { programId: program.id, dataset, format, fromMs, toMs, timezone: program.timezone };
      const wanted = { ...of, id: newExportId(), night: day, requestKey: null };
      const row = await queueExport(env.REPORTS, wanted, nowMs);
      if (row?.id === wanted.id) queued += 1;
    }
  }
  const next = queued === 0 ? null : await nextExport(env.REPORTS, program.id);
  if (next !== null) await sendExport(env, next);
}

/** Days behind the last one that was exported, oldest first; the last whole day alone where there was none. */
function dueNights(timezone: string, last: string | undefined, nowMs: number): DayBounds[] {
  const days = new CalendarDays(timezone);
  const yesterday = days.of(days.of(nowMs - AFTER_THE_DAY_MS).fromMs - 1);
  if (last === undefined) return [yesterday];
  const nights: DayBounds[] = [];
  for (let day = yesterday; day.day > last && nights.length < MOST_NIGHTS; day = days.of(day.fromMs - 1)) {
    nights.unshift(day);
  }
  return nights;
}

async function goOnWithStill(env: Env, nowMs: number): Promise<void> {
  for (const programId of await stillPrograms(env.REPORTS, nowMs - STILL_AFTER_MS)) {
    const next = await nextExport(env.REPORTS, programId);
    if (next !== null) await sendExport(env, next);
  }
}

/** Files first: an export that is listed no more would leave them for ever. */
async function deleteExpired(env: Env, nowMs: number): Promise<void> {
  for (const row of await expiredExports(env.REPORTS, nowMs, MOST_EXPIRED)) {
    await deleteFiles(env.EXPORTS, row);
    await forgetExport(env.REPORTS, row.id);
  }
}
