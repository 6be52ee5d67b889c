/**
 * Looks at every program once an hour, some of them a message, each of which sends the next. A program whose figures cannot be read
 * holds up no other, and what comes twice changes nothing.
 */
import { HOUR_MS } from "../../domain/kernel/duration.ts";
import { logError } from "../../durable-objects/object/log.ts";
import { changesOf, findingsOf, hoursNeeded, wechatFindings } from "../../domain/alerts/alerts.ts";
import { saySoon } from "../notifications/say-waiting.ts";
import { changeAlerts, openAlerts, programsAfter } from "./alerts.tables.ts";
import { SOURCE_KINDS, sourceFindings } from "./sources-unlike.ts";
import { keepTotals, type WatchedProgram } from "./totals.tables.ts";
import { wechatTaps } from "./wechat-taps.tables.ts";

export interface AlertsMessage {
  readonly kind: "alerts";
  /** The hour that has ended, since 1970. */
  readonly hour: number;
  /** The last program that was looked at; empty at the beginning. */
  readonly after: string;
}

/** Programs of one message: each asks D1 six times, of a thousand questions that an invocation may ask. */
const PROGRAMS = 100;

/** @param scheduledMs when the hourly cron was due. */
export async function startAlerts({ JOBS }: Pick<Env, "JOBS">, scheduledMs: number): Promise<void> {
  const hour = Math.floor(scheduledMs / HOUR_MS) - 1;
  await JOBS.send({ kind: "alerts", hour, after: "" } satisfies AlertsMessage);
}

export async function lookForAlerts(
  env: Env,
  { hour, after }: AlertsMessage,
  most: number = PROGRAMS,
): Promise<void> {
  const programs = await programsAfter(env.CONFIG, after, most);
  for (const program of programs) {
    try {
      await judgeProgram(env, program, hour);
    } catch (error) {
      logError("alerts_not_judged", error, { program: program.id });
    }
  }
  const last = programs.at(-1);
  if (last === undefined || programs.length < most) return;
  await env.JOBS.send({ kind: "alerts", hour, after: last.id } satisfies AlertsMessage);
}

/** Opens and closes the alerts of one program, by what it came to at the end of an hour. */
async function judgeProgram(env: Env, program: WatchedProgram, hour: number): Promise<void> {
  const nowMs = Date.now();
  const [totals, ofSources, open, taps] = await Promise.all([
    keepTotals(env.REPORTS, program, hour, hoursNeeded(hour)),
    sourceFindings(env, program.id, hour, nowMs),
    openAlerts(env.REPORTS, program.id),
    wechatTaps(env.REPORTS, program.number, hour),
  ]);
  const own = findingsOf(totals, hour);
  const inWechat = wechatFindings(taps);
  const changes = changesOf(open, {
    judged: [...own.judged, ...inWechat.judged, ...SOURCE_KINDS],
    findings: [...own.findings, ...inWechat.findings, ...ofSources],
  });
  if (changes.opened.length + changes.closed.length === 0) return;
  await changeAlerts(env.REPORTS, program.id, changes, nowMs);
  saySoon(env, program.id);
}
