/** The program whose portal this is, who is signed in, and how amounts and times of it are written. */
import { createContext, type ReactNode, useContext, useMemo } from "react";
import type { Schemas } from "../../common/api/client.ts";
import { useLanguage } from "../../common/i18n/language-choice.ts";
import { amountBehind } from "../../common/money.ts";
import { rateText } from "../../common/rates.ts";
import { dayText, timeText } from "../../common/times.ts";

export type Look = Schemas["PortalLook"];

interface Place {
  readonly look: Look;
  readonly promoterId: string;
}

const PlaceContext = createContext<Place | null>(null);

export function PlaceOf({ place, children }: { readonly place: Place; readonly children: ReactNode }) {
  return <PlaceContext value={place}>{children}</PlaceContext>;
}

export function usePlace(): Place {
  const place = useContext(PlaceContext);
  if (place === null) throw new Error("no place around this component");
  return place;
}

/** Path and id of the signed-in promoter, as most calls name them. */
export function useOwnPath(): { readonly program: string; readonly id: string } {
  const { look, promoterId } = usePlace();
  return useMemo(() => ({ program: look.program, id: promoterId }), [look.program, promoterId]);
}

interface Formats {
  readonly money: (amountMinor: number) => string;
  readonly rate: (rateBps: number) => string;
  readonly time: (instant: string) => string;
  readonly day: (instant: string) => string;
}

export function useFormats(): Formats {
  const { currency, currencySigns, timezone } = usePlace().look;
  const language = useLanguage();
  const sign = currencySigns[language === "zh-CN" ? "zh" : "en"];
  return useMemo(
    () => ({
      money: (amountMinor: number) => amountBehind(sign, amountMinor, currency),
      rate: (rateBps: number) => rateText(rateBps, language),
      time: (instant: string) => timeText(instant, timezone, language),
      day: (instant: string) => dayText(instant, timezone, language),
    }),
    [currency, sign, timezone, language],
  );
}

/** Writes when something came to this page, in the program's zone; before it is known, in the reader's. */
export function useClock(): (atMs: number) => string {
  const timezone = useContext(PlaceContext)?.look.timezone;
  const language = useLanguage();
  return (atMs) => timeText(new Date(atMs).toISOString(), timezone, language);
}
