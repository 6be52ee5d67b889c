/** The figures of a period, each beside that of the period before. */
import type { Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { useFormats } from "../shell/program.tsx";
import css from "./figures.module.css";

type Summary = Schemas["ReportSummary"];
const SHOWN = [
  "sales",
  "orders",
  "clicks",
  "cvrBps",
  "commission",
  "newCustomers",
  "refunded",
  "paidOut",
] as const;
type Figure = (typeof SHOWN)[number];

export function Figures({ figures, days }: { readonly figures: Summary; readonly days: string }) {
  const say = useText();
  const { money, count, rate } = useFormats();
  const shown: Readonly<Record<Figure, (value: number) => string>> = {
    sales: money,
    orders: count,
    clicks: count,
    cvrBps: rate,
    commission: money,
    newCustomers: count,
    refunded: money,
    paidOut: money,
  };
  return (
    <dl className={css["figures"]}>
      {SHOWN.map((figure) => {
        const [now, before] = [figures[figure], figures.previous?.[figure] ?? null];
        return (
          <div key={figure}>
            <dt>{say(`figure-${figure}`)}</dt>
            <dd className={css["now"]}>{now === null ? "—" : shown[figure](now)}</dd>
            <dd className={css["before"]}>
              {before === null
                ? "—"
                : say(days === "1" ? "day-before" : "period-before", { value: shown[figure](before) })}
              <Change now={now} before={before} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

const PERCENT = 100n;

/** By how much it is more or less, in whole percent. */
function Change({ now, before }: { readonly now: number | null; readonly before: number | null }) {
  if (now === null || before === null || before === 0) return null;
  const percent = (BigInt(now - before) * PERCENT) / BigInt(before);
  return <span> {percent > 0n ? `▲ +${percent}` : percent < 0n ? `▼ −${-percent}` : "= 0"} %</span>;
}
