/** What a merchant sees first: how it goes, and what needs a person. */
import { SegmentedControl } from "../parts/segmented.tsx";
import { useState } from "react";
import { queries } from "../../common/api/client.ts";
import { Together } from "../../common/api/together.tsx";
import { dayBefore, dayIn } from "../../common/times.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer, Waiting } from "../parts/answer.tsx";
import { Page, Section } from "../parts/page.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";
import { Alerts } from "./alerts.tsx";
import { Figures } from "./figures.tsx";
import { Guide } from "./guide.tsx";
import { Needs } from "./needs.tsx";
import { TrendChart } from "./trend-chart.tsx";

/** Today is live: its figures are asked for again after so long, in milliseconds. */
const LIVE_MS = 20_000;

const PERIODS = ["1", "7", "30"] as const;
type Days = (typeof PERIODS)[number];

export function HomePage() {
  const say = useText();
  const { id, timezone } = useProgram();
  const { time } = useFormats();
  const [days, setDays] = useState<Days>("1");
  const to = dayIn(timezone, Date.now());
  const from = dayBefore(to, Number(days) - 1);
  const params = { path: { program: id }, query: { from, to, compare: "previous" as const } };
  const summary = queries.useQuery(
    "get",
    "/v1/programs/{program}/reports/summary",
    { params },
    { refetchInterval: LIVE_MS },
  );
  return (
    <Page
      title={say("section-home")}
      actions={
        <SegmentedControl
          label={say("period")}
          value={days}
          onChange={setDays}
          options={PERIODS.map((value) => [value, say(`period-${value}`)] as const)}
        />
      }
    >
      <Together waiting={<Waiting />}>
        <Guide />
        <Needs />
        <Alerts />
        <Section title={say(`period-${days}`)}>
          <Answer of={summary}>
            {(figures) => (
              <>
                <Figures figures={figures} days={days} />
                {figures.asOf === null ? null : <p>{say("as-of", { time: time(figures.asOf) })}</p>}
              </>
            )}
          </Answer>
        </Section>
        <Trend />
      </Together>
    </Page>
  );
}

/** Days of the trend. */
const TREND = 30;

function Trend() {
  const say = useText();
  const { id, timezone } = useProgram();
  const to = dayIn(timezone, Date.now());
  const query = { from: dayBefore(to, TREND - 1), to, compare: "previous" as const, limit: TREND };
  const daily = queries.useQuery("get", "/v1/programs/{program}/reports/daily", {
    params: { path: { program: id }, query },
  });
  return (
    <Section title={say("trend")}>
      <Answer of={daily}>{({ data }) => <TrendChart days={data} />}</Answer>
    </Section>
  );
}
