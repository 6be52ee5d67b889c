/** Who came to most, by what is chosen, with the promoter's own rank; and the contests of the program. */
import { useState } from "react";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { Choice } from "../parts/choice.tsx";
import { Empty } from "../parts/list.tsx";
import { Page, Section } from "../parts/page.tsx";
import { Contests } from "./contests.tsx";
import { type Metric, METRICS, type Period, PERIODS, useLeaderboard } from "./ranks-api.ts";
import { OwnRank, RankList } from "./rank-list.tsx";

export function RanksPage() {
  const say = useText();
  const [metric, setMetric] = useState<Metric>("sales");
  const [period, setPeriod] = useState<Period>("month");
  const leaderboard = useLeaderboard(metric, period);
  return (
    <Page title={say("ranks")}>
      <Section title={say("leaderboard")}>
        <div className="choices">
          <Choice
            label={say("ranked-by")}
            options={METRICS.map((one) => ({ value: one, text: say(`metric-${one}`) }))}
            value={metric}
            onChange={setMetric}
          />
          <Choice
            label={say("period")}
            options={PERIODS.map((one) => ({ value: one, text: say(`period-${one}`) }))}
            value={period}
            onChange={setPeriod}
          />
        </div>
        <Answer of={leaderboard}>
          {({ board }) =>
            board === null || board.data.length === 0 ? (
              <Empty text={say("ranks-empty")} />
            ) : (
              <>
                <OwnRank own={board.own} metric={metric} />
                <RankList ranks={board.data} metric={metric} />
              </>
            )
          }
        </Answer>
      </Section>
      <Contests />
    </Page>
  );
}
