/** Sales by day, with those of the period before behind them. The same stands in words for those who hear the page. */
import { useText } from "../catalogues/catalogues.ts";
import { useFormats } from "../shell/program.tsx";
import css from "./trend-chart.module.css";

interface Day {
  readonly day: string;
  readonly sales: number;
  readonly previous?: { readonly sales: number } | undefined;
}

const WIDTH = 600;
const HEIGHT = 140;

export function TrendChart({ days }: { readonly days: readonly Day[] }) {
  const say = useText();
  const { money } = useFormats();
  const now = days.map(({ sales }) => sales);
  const before = days.map(({ previous }) => previous?.sales ?? 0);
  const most = Math.max(1, ...now, ...before);
  const sum = (values: readonly number[]) => values.reduce((all, one) => all + one, 0);
  const text = say("trend-text", {
    now: money(sum(now)),
    before: money(sum(before)),
    most: money(Math.max(0, ...now)),
  });
  return (
    <figure className={css["chart"]}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={text} preserveAspectRatio="none">
        <polyline className={css["before"]} points={pointsOf(before, most)} />
        <polyline className={css["now"]} points={pointsOf(now, most)} />
      </svg>
      <figcaption>{text}</figcaption>
    </figure>
  );
}

function pointsOf(values: readonly number[], most: number): string {
  const step = WIDTH / Math.max(1, values.length - 1);
  return values
    .map(
      (value, at) => `${(at * step).toFixed(1)},${(HEIGHT - 4 - (value / most) * (HEIGHT - 8)).toFixed(1)}`,
    )
    .join(" ");
}
