/**
 * Compares a program's sums with its orders in the background, and sums a month anew where they differ. Month by month, and the
 * next one is noted: work that breaks off, or comes twice, goes on where it was.
 */
import { letOthersIn } from "../../durable-objects/object/let-others-in.ts";
import { differencesOfMonth, rebuildMonth, reportedMonths } from "./report-check.tables.ts";
import { beginRebuild, moveRebuild, nextRebuilt } from "../read-models/report-rebuilds.tables.ts";

export interface SumsMessage {
  readonly kind: "report_sums";
  readonly program: string;
}

/** Work of one message; another one goes on with the rest. */
const WORK_MS = 5_000;

/** Begins with the first month, also where it was further. */
export async function startSums(env: Pick<Env, "REPORTS" | "JOBS">, programId: string): Promise<void> {
  const [first] = await reportedMonths(env.REPORTS, programId);
  if (first === undefined) return;
  await beginRebuild(env.REPORTS, programId, first.fromMs);
  await send(env, programId);
}

/** Months that are still to be compared. */
export async function monthsWaiting(env: Pick<Env, "REPORTS">, programId: string): Promise<number> {
  const next = await nextRebuilt(env.REPORTS, programId);
  if (next === null) return 0;
  const months = await reportedMonths(env.REPORTS, programId);
  return Math.max(1, months.filter(({ fromMs }) => fromMs >= next).length);
}

/** @param workMs how long one message works. */
export async function sumOn(
  env: Pick<Env, "REPORTS" | "JOBS">,
  { program }: SumsMessage,
  workMs: number = WORK_MS,
): Promise<void> {
  const endMs = Date.now() + workMs;
  for (;;) {
    const next = await nextRebuilt(env.REPORTS, program);
    if (next === null) return;
    const [month, ...later] = (await reportedMonths(env.REPORTS, program)).filter(
      ({ fromMs }) => fromMs >= next,
    );
    if (month !== undefined) {
      const differences = await differencesOfMonth(env.REPORTS, program, month, 1);
      if (differences.length > 0) await rebuildMonth(env.REPORTS, program, month);
    }
    await moveRebuild(env.REPORTS, program, next, later[0]?.fromMs ?? null);
    if (Date.now() >= endMs) {
      await send(env, program);
      return;
    }
    await letOthersIn();
  }
}

async function send(env: Pick<Env, "JOBS">, program: string): Promise<void> {
  await env.JOBS.send({ kind: "report_sums", program } satisfies SumsMessage);
}
