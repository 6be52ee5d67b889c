/** A clock that is behind what was stored is said in the log: rules, settings and holds would wait for it in silence. */
import { logError } from "../../durable-objects/object/log.ts";
import { LIMITS } from "../../domain/kernel/limits.ts";
import { newestStoredMs } from "./newest-stored.tables.ts";

/** Compares the clock with the newest stored time. For the cron, which `npm start` fires at its start as well. */
export async function checkClock(env: Pick<Env, "CONFIG" | "REPORTS">, nowMs: number): Promise<void> {
  let newestMs: number;
  try {
    newestMs = await newestStoredMs(env);
  } catch (error) {
    logError("clock_not_checked", error);
    return;
  }
  const behindMs = newestMs - nowMs;
  if (behindMs <= LIMITS.tokenGraceMs) return;
  const error = new Error(`the clock is behind ${new Date(newestMs).toISOString()}, which was stored before`);
  logError("clock_behind", error, { seconds: Math.round(behindMs / 1_000) });
}
