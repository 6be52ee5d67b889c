/** Every event that a queue took is counted once; windows let in no more than they may; what is unreadable is kept once. */
import type { World } from "../platform/world.ts";
import type { Clicks } from "../workload/clicks.ts";
import type { Report } from "./findings.ts";
import { ClickModes } from "./risk/click-modes.ts";

/** One tap of a visitor on a link counts within so long. */
const REPEAT_MS = 10_000;

/** What comes sooner is judged against its neighbours. */
const JUDGED_WITHIN_MS = 100_000;

export async function checkClicks(world: World, clicks: Clicks, report: Report): Promise<void> {
  const replayed = await replayLetters(world);
  // What was counted since the copy was taken is lost with it.
  if (world.databases.REPORTS.wasPutBack) return;
  let missing = 0;
  // Of taps that a wrong clock dated nobody can say how far they lie apart, and what comes minutes late is let in.
  const longestMs = Math.max(...world.queues().map((queue) => queue.longestMs));
  const areDated = world.faults.counts.machineJumps === 0;
  const areJudged = areDated && longestMs < JUDGED_WITHIN_MS;
  const modes = new ClickModes(world, replayed > 0 ? Infinity : Math.max(longestMs, JUDGED_WITHIN_MS));
  const links = new Set([...clicks.taps.keys(), ...clicks.impressions.keys()]);
  for (const link of links) {
    const times = clicks.taps.get(link) ?? [];
    const counted = numberOf(world, "SELECT sum(clicks) AS n FROM click_counters WHERE link = ?", link);
    const invalid = numberOf(world, "SELECT sum(clicks) AS n FROM invalid_counters WHERE link = ?", link);
    const seen = numberOf(world, "SELECT sum(impressions) AS n FROM click_counters WHERE link = ?", link);
    const shown = clicks.impressions.get(link) ?? 0;
    if (counted + invalid > times.length)
      report(`link ${link}: ${counted} clicks and ${invalid} invalid of ${times.length} taps`);
    if (seen > shown) report(`link ${link}: ${seen} impressions of ${shown}`);
    missing += times.length - counted - invalid + shown - seen;
    const most = areJudged ? mostLetIn(times, modes) : times.length;
    if (counted > most) report(`link ${link}: ${counted} clicks were let in, ${most} may`);
    if (!areDated) continue;
    const refusable = times.filter((atMs) => modes.mayBeEnforced(atMs)).length;
    if (invalid > refusable)
      report(`link ${link}: ${invalid} clicks were refused, ${refusable} by a program that enforces`);
  }
  checkTotals(world, report);
  if (missing > clicks.lost) report(`${missing} events are not counted, and ${clicks.lost} were lost before`);
  for (const text of clicks.poison) {
    const kept = numberOf(
      world,
      "SELECT count(DISTINCT message_id) AS n FROM dead_letters WHERE body = ?",
      text,
    );
    if (kept === 0 && clicks.lost === 0) report(`${text} is no dead letter`);
  }
}

/** Totals count each event that counters count, once. */
function checkTotals(world: World, report: Report): void {
  const sums = {
    clicks: "click_counters",
    impressions: "click_counters",
    invalid_clicks: "invalid_counters",
  };
  for (const [label, table] of Object.entries(sums)) {
    const column = label === "impressions" ? "impressions" : "clicks";
    const counted = numberOf(world, `SELECT sum(${column}) AS n FROM ${table}`);
    const total = numberOf(world, "SELECT n FROM totals WHERE kind = 'events' AND label = ?", label);
    if (counted !== total) report(`the totals say ${total} ${label}, and ${counted} are counted`);
  }
}

/** An operator sends what could not be counted again: it is counted, and its letter is done. */
async function replayLetters(world: World): Promise<number> {
  const letters = world.databases.REPORTS.read(
    "SELECT body FROM dead_letters WHERE batch_id IS NOT NULL AND done_at_ms IS NULL",
  );
  for (const { body } of letters) await world.envFor(null).EVENTS.send(String(body));
  while (world.queues().some(({ open }) => open > 0)) await world.scheduler.sleep(1_000);
  return letters.length;
}

/** Whatever a program may have observed counts; of the others, one in each window. */
function mostLetIn(times: readonly number[], modes: ClickModes): number {
  const enforced = times.filter((atMs) => !modes.mayBeObserved(atMs));
  return times.length - enforced.length + mostApart(enforced);
}

/** How many of these times can lie a window apart at most. */
function mostApart(times: readonly number[]): number {
  let most = 0;
  let last = -Infinity;
  for (const atMs of times.toSorted((a, b) => a - b)) {
    if (atMs - last < REPEAT_MS) continue;
    last = atMs;
    most += 1;
  }
  return most;
}

function numberOf(world: World, sql: string, ...bindings: unknown[]): number {
  return Number(world.databases.REPORTS.read(sql, ...bindings)[0]?.["n"] ?? 0);
}
