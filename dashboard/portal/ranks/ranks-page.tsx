/** Who came to most, by what is chosen, with the promoter's own rank; and the contests of the program. */
import { useId, useState } from "react";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
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
          <Choice label={say("ranked-by")} of="metric" values={METRICS} value={metric} onChange={setMetric} />
          <Choice label={say("period")} of="period" values={PERIODS} value={period} onChange={setPeriod} />
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

interface ChoiceProps<Value extends string> {
  readonly label: string;
  readonly of: "metric" | "period";
  readonly values: readonly Value[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

function Choice<Value extends Metric | Period>({ label, of, values, value, onChange }: ChoiceProps<Value>) {
  const say = useText();
  const id = useId();
  return (
    <p className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value as Value)}>
        {values.map((one) => (
          <option key={one} value={one}>
            {say(`${of}-${one}` as Parameters<typeof say>[0])}
          </option>
        ))}
      </select>
    </p>
  );
}
