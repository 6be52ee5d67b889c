/** Days on a chart that can be pointed at. Those who hear the page have the table. */
import "uplot/dist/uPlot.min.css";
import { useEffect, useRef } from "react";
import UPlot from "uplot";
import { decimalsOf } from "../../common/money.ts";
import { useText } from "../catalogues/catalogues.ts";
import { useFormats, useProgram } from "../shell/program.tsx";
import css from "./day-chart.module.css";

interface Day {
  readonly day: string;
  readonly sales: number;
  readonly commission: number;
}

const HEIGHT = 260;
const SECOND_MS = 1_000;

export function DayChart({ days }: { readonly days: readonly Day[] }) {
  const say = useText();
  const { currency } = useProgram();
  const { money, language } = useFormats();
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const style = getComputedStyle(element);
    const [ink, line] = [style.color, style.getPropertyValue("--mantine-color-anchor")];
    // Heights on the chart alone are fractions; what is read is the amount.
    const unit = 10 ** decimalsOf(currency);
    const shown = (_: unknown, value: number | null) =>
      value === null ? "—" : money(Math.round(value * unit));
    const axis = { stroke: ink, grid: { stroke: style.getPropertyValue("--line") } };
    const draw = (width: number): UPlot =>
      new UPlot(
        {
          width,
          height: HEIGHT,
          series: [
            {
              value: (_, at) => (at === null ? "—" : new Date(at * SECOND_MS).toISOString().slice(0, 10)),
              label: say("day"),
            },
            { label: say("figure-sales"), stroke: line, width: 2, value: shown },
            { label: say("figure-commission"), stroke: ink, dash: [5, 4], width: 2, value: shown },
          ],
          axes: [axis, { ...axis, size: 80 }],
          tzDate: (at) => UPlot.tzDate(new Date(at * SECOND_MS), "Etc/UTC"),
        },
        columnsOf(days, unit),
        element,
      );
    // Where nothing is shown yet there is no width: what was drawn for none would jump once it is seen.
    let chart: UPlot | undefined;
    const resized = new ResizeObserver(() => {
      const { clientWidth: width } = element;
      if (width > 0 && chart === undefined) chart = draw(width);
      else chart?.setSize({ width, height: HEIGHT });
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      chart?.destroy();
    };
  }, [days, currency, language, money, say]);
  return <div ref={frame} className={css["frame"]} role="img" aria-label={say("by-days")} />;
}

/** When each day begins, in seconds, and its amounts. @param unit minor units of one. */
function columnsOf(days: readonly Day[], unit: number): [number[], number[], number[]] {
  return [
    days.map(({ day }) => Date.parse(`${day}T00:00:00Z`) / SECOND_MS),
    days.map(({ sales }) => sales / unit),
    days.map(({ commission }) => commission / unit),
  ];
}
