/**
 * Whether a source that was regular has fallen silent, and whether more of what it sends is unusable than before. Both are said
 * by chance: how improbable what is seen would be of the source as it was.
 */

/** What came in one hour. Hours without any are absent. */
export interface SourceHour {
  /** Since 1970. */
  readonly hour: number;
  readonly received: number;
  readonly unusable: number;
}

export type SourceCondition =
  | {
      readonly code: "silent";
      /** The end of the last hour in which something came. */
      readonly sinceHour: number;
      readonly facts: { readonly silentHours: number; readonly activeDays: number };
    }
  | {
      readonly code: "unusable_share";
      readonly sinceHour: number;
      readonly facts: {
        readonly received: number;
        readonly unusable: number;
        /** Before, in basis points. */
        readonly usualShareBps: number;
      };
    };

const DAY = 24;
const DAYS_LOOKED_AT = 28;
/** Hours that are looked at: four weeks of silence, four weeks before it, and the week by which they are compared. */
export const HOURS_LOOKED_AT = (2 * DAYS_LOOKED_AT + 7) * DAY;
/** A source is regular once it has come for so long, on so many days. */
const LEAST_DAYS_KNOWN = 14;
const LEAST_DAYS_ACTIVE = 7;
/** A silence that would come once in so many. */
const SILENCE_CHANCE = 1e-4;
/** The same time of earlier weeks: where most of them were silent, silence says nothing. */
const WEEKS = 4;
const LEAST_WEEKS_ACTIVE = 3;

const SHARE_CHANCE = 1e-3;
const LEAST_RECEIVED = 5;
const LEAST_UNUSABLE = 3;

/** @param part of the thresholds that are to be reached: all of them, or half. Chances are halved in their logarithm. */
export function conditionsOf(
  hours: readonly SourceHour[],
  nowHour: number,
  part: 1 | 0.5 = 1,
): SourceCondition[] {
  const past = hours.filter(({ hour, received }) => hour <= nowHour && received > 0);
  return [silenceOf(past, nowHour, part), unusableShareOf(past, nowHour, part)].filter(
    (condition) => condition !== undefined,
  );
}

function silenceOf(past: readonly SourceHour[], nowHour: number, part: number): SourceCondition | undefined {
  const active = new Set(past.map(({ hour }) => hour));
  const [first, last] = [Math.min(...active), Math.max(...active)];
  const silentHours = nowHour - last - 1;
  const days = new Set(
    past.filter(({ hour }) => hour > last - DAYS_LOOKED_AT * DAY).map(({ hour }) => Math.floor(hour / DAY)),
  );
  if (past.length === 0 || silentHours < 1 || last - first < LEAST_DAYS_KNOWN * DAY) return undefined;
  if (days.size < LEAST_DAYS_ACTIVE) return undefined;
  const inHour = (hour: number) => active.has(last + 1 + hour);
  // A day that begins when the silence does.
  const inDay = (day: number) => Array.from({ length: DAY }, (_, hour) => day * DAY + hour).some(inHour);
  const chance = Math.min(
    chanceOfSilence(inHour, silentHours, DAY),
    chanceOfSilence(inDay, Math.floor(silentHours / DAY), 1),
  );
  if (chance >= SILENCE_CHANCE ** part) return undefined;
  return { code: "silent", sinceHour: last + 1, facts: { silentHours, activeDays: days.size } };
}

/**
 * How probable it is that nothing comes for so many slots, by how often something came at the same time of earlier days.
 *
 * @param isActive of a slot, counted from the beginning of the silence: those of before are below 0.
 */
function chanceOfSilence(isActive: (slot: number) => boolean, silent: number, slotsOfDay: number): number {
  let chance = 1;
  for (let slot = 0; slot < silent && chance >= SILENCE_CHANCE; slot += 1) {
    const weeks = earlierTimes(slot, 7 * slotsOfDay, WEEKS).filter(isActive).length;
    if (weeks < LEAST_WEEKS_ACTIVE) continue;
    const days = earlierTimes(slot, slotsOfDay, DAYS_LOOKED_AT).filter(isActive).length;
    // What rests on some days of the week is known by its weeks alone.
    chance *= 1 - Math.max(days / (DAYS_LOOKED_AT + 1), weeks / (WEEKS + 1));
  }
  return chance;
}

/** The last times before the silence that are a number of periods before a slot of it. */
function earlierTimes(slot: number, period: number, times: number): number[] {
  const latest = slot - period * (Math.floor(slot / period) + 1);
  return Array.from({ length: times }, (_, back) => latest - period * back);
}

function unusableShareOf(
  past: readonly SourceHour[],
  nowHour: number,
  part: number,
): SourceCondition | undefined {
  const since = nowHour - DAY + 1;
  const recent = sumOf(past.filter(({ hour }) => hour >= since));
  const usual = sumOf(past.filter(({ hour }) => hour < since && hour >= since - DAYS_LOOKED_AT * DAY));
  // Of a source of which little is known a tenth may be unusable.
  const share = (usual.unusable + 1) / (usual.received + 10);
  const { received, unusable } = recent;
  const least = Math.max(LEAST_UNUSABLE, 2 * share * received) * part;
  if (received < LEAST_RECEIVED * part || unusable < least) return undefined;
  if (chanceOfAtLeast(unusable, received, share) >= SHARE_CHANCE ** part) return undefined;
  const usualShareBps = usual.received === 0 ? 0 : Math.round((usual.unusable * 10_000) / usual.received);
  return { code: "unusable_share", sinceHour: since, facts: { received, unusable, usualShareBps } };
}

function sumOf(hours: readonly SourceHour[]) {
  return {
    received: hours.reduce((sum, { received }) => sum + received, 0),
    unusable: hours.reduce((sum, { unusable }) => sum + unusable, 0),
  };
}

/** How probable at least `least` of `all` are, each by a `share`: the upper tail of the binomial distribution. */
function chanceOfAtLeast(least: number, all: number, share: number): number {
  // In logarithms, since single terms may be smaller than any number.
  let term = all * Math.log1p(-share);
  let below = 0;
  for (let count = 0; count < least; count += 1) {
    below += Math.exp(term);
    term += Math.log((all - count) / (count + 1)) + Math.log(share) - Math.log1p(-share);
  }
  return Math.max(0, 1 - below);
}
