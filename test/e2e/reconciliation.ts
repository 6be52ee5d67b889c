/** Reconciliation of the running service, as an operator asks for it and as monitoring sees it. */
import { setTimeout as wait } from "node:timers/promises";
import { ADMIN_TOKEN } from "../support/service.ts";
import { call } from "./call.ts";
import { PROGRAM } from "./traffic/load.ts";

const PATH = `/v1/programs/${PROGRAM}/reconciliation`;

export interface Reconciliation {
  readonly differences: readonly { readonly kind: string; readonly about: string }[];
  /** Also those that are not listed. */
  readonly differenceCount: number;
  readonly inFlight: number;
}

/** Nothing differs, and nothing is on its way. */
export const BALANCED: Reconciliation = { differences: [], differenceCount: 0, inFlight: 0 };

/** What a reconciliation that begins now finds different, and how much is on its way. */
export async function reconcile(url: string): Promise<Reconciliation> {
  await call(url, "POST", PATH);
  return await finished(url);
}

/** Has what ledgers prove posted, and what nobody can prove given up. */
export async function repair(url: string): Promise<void> {
  await call(url, "POST", `${PATH}/repair`, { reason: "objects were put back" });
  await finished(url);
}

async function finished(url: string): Promise<Reconciliation> {
  for (;;) {
    const { state, differences, differenceCount, inFlight } = await call(url, "GET", PATH);
    if (state === "finished") return { differences, differenceCount, inFlight };
    await wait(100);
  }
}

/** Has every object of the program woken, as the hourly cron does. @throws when one could not be. */
export async function wakeAll(url: string): Promise<void> {
  const { failed } = await call(url, "POST", `/v1/programs/${PROGRAM}/alarms/replay`);
  if (failed !== 0) throw new Error(`${failed} objects could not be woken`);
}

/** Differences of the last reconciliation, by the metric. */
export async function differencesInMetric(url: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
  const line = new RegExp(`^tributary_reconciliation_differences\\{program="${PROGRAM}"\\} (\\d+)$`, "m");
  return Number(line.exec(await answer.text())?.[1]);
}
