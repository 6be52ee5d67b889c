/** A seeded program, looked at every hour as the service does. */
import {
  type AlertSubject,
  changesOf,
  findingsOf,
  hoursNeeded,
  type Totals,
} from "../../../domain/alerts/alerts.ts";
import { type Fault, type QuietProgram, totalsOf } from "./quiet-program.ts";

export interface Said extends AlertSubject {
  readonly hour: number;
  readonly isOpen: boolean;
}

interface Watch {
  readonly hours: number;
  readonly seed: number;
  /** Where looking begins; absent: at once. */
  readonly fromHour?: number;
  readonly fault?: Fault;
}

/** All that opens and closes, in sequence. */
export function watch(program: QuietProgram, { fault, fromHour = 0, ...of }: Watch): Said[] {
  const totals = totalsOf(program, fault === undefined ? of : { ...of, fault });
  const said: Said[] = [];
  let open: readonly AlertSubject[] = [];
  for (let hour = fromHour; hour < totals.length; hour += 1) {
    const needed = [...new Set(hoursNeeded(hour))].toSorted((a, b) => a - b);
    const asked = needed.map((one) => totals[one]).filter((one): one is Totals => one !== undefined);
    const { opened, closed } = changesOf(open, findingsOf(asked, hour));
    said.push(
      ...opened.map(({ kind, source, direction }) => ({ kind, source, direction, hour, isOpen: true })),
      ...closed.map(({ kind, source, direction }) => ({ kind, source, direction, hour, isOpen: false })),
    );
    open = [...open.filter((one) => !closed.includes(one)), ...opened];
  }
  return said;
}
