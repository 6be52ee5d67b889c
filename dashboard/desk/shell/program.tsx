/** The program whose pages are shown: what it is called, and in which currency and zone it counts. */
import { createContext, type ReactNode, useContext } from "react";
import type { Schemas } from "../../common/api/client.ts";
import type { Session } from "../../common/api/session.ts";
import { useLanguage } from "../../common/i18n/language-choice.ts";
import { moneyText } from "../../common/money.ts";
import { rateText } from "../../common/rates.ts";
import { dayText, lastDayText, timeText } from "../../common/times.ts";

export type Program = Schemas["Program"];

const Shown = createContext<Program | null>(null);

export function ProgramShown({
  program,
  children,
}: {
  readonly program: Program;
  readonly children: ReactNode;
}) {
  return <Shown value={program}>{children}</Shown>;
}

export function useProgram(): Program {
  const program = useContext(Shown);
  if (program === null) throw new Error("A page of a program stands outside of it.");
  return program;
}

/** Writes when something came to this page, in the program's zone; before it is known, in the reader's. */
export function useClock(): (atMs: number) => string {
  const timezone = useContext(Shown)?.timezone;
  const language = useLanguage();
  return (atMs) => timeText(new Date(atMs).toISOString(), timezone, language);
}

/** The one program that a session reaches; null: it reaches several, of which one is chosen. */
export function onlyProgramOf({ program, programs }: Session): string | null {
  return program ?? (programs.length === 1 ? (programs[0]?.program ?? null) : null);
}

/** Amounts, instants and rates as the readers of this program write them. */
export function useFormats() {
  const { currency, timezone } = useProgram();
  const language = useLanguage();
  return {
    language,
    money: (amountMinor: number) => moneyText(amountMinor, currency, language),
    time: (instant: string) => timeText(instant, timezone, language),
    day: (instant: string) => dayText(instant, timezone, language),
    lastDay: (endsAt: string) => lastDayText(endsAt, timezone, language),
    rate: (rateBps: number) => rateText(rateBps, language),
    count: (number: number) => new Intl.NumberFormat(language).format(number),
  };
}
