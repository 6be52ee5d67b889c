/** Ranks with what each came to. Others are shown by a first character alone, as the service masks them. */
import { useText } from "../catalogues/catalogues.ts";
import { useFormats } from "../shell/program.tsx";
import type { Metric, Own, Rank } from "./ranks-api.ts";

function useValueText(metric: Metric): (value: number) => string {
  const { money } = useFormats();
  return metric === "sales" || metric === "commission" ? money : String;
}

export function OwnRank({ own, metric }: { readonly own: Own | undefined; readonly metric: Metric }) {
  const say = useText();
  const valueText = useValueText(metric);
  if (own === undefined) return null;
  return (
    <p>
      <strong>
        {own.rank === null
          ? say("no-rank")
          : say("own-rank", { rank: own.rank, value: valueText(own.value) })}
      </strong>
    </p>
  );
}

export function RankList({ ranks, metric }: { readonly ranks: readonly Rank[]; readonly metric: Metric }) {
  const say = useText();
  const valueText = useValueText(metric);
  return (
    <ol className="list ranks">
      {ranks.map(({ rank, promoterId, name, value }, place) => (
        <li key={`${rank} ${place}`} className={promoterId === null ? "row" : "row own"}>
          <span className="main">
            {rank}. {name ?? say("unnamed")} {promoterId === null ? "" : `(${say("you")})`}
          </span>
          <span className="figure">{valueText(value)}</span>
        </li>
      ))}
    </ol>
  );
}
