/** Figures of a period by day and by what they are asked for, each as a file as well. */
import { NativeSelect, TextInput } from "@mantine/core";
import { dayBefore, dayIn } from "../../common/times.ts";
import { useText } from "../catalogues/catalogues.ts";
import { FilterBar } from "../parts/filter-bar.tsx";
import { useFilters } from "../parts/filters.ts";
import { Page, Section } from "../parts/page.tsx";
import { useProgram } from "../shell/program.tsx";
import { DailyReport } from "./daily-report.tsx";
import { KeyedReport } from "./keyed-report.tsx";
import { KEYS, type Period, type ReportKey } from "./period.ts";

const DAYS = 30;

export function ReportsPage() {
  const say = useText();
  const { timezone } = useProgram();
  const filters = useFilters(["from", "to", "by"]);
  const today = dayIn(timezone, Date.now());
  const to = filters.values.to === "" ? today : filters.values.to;
  const from = filters.values.from === "" ? dayBefore(to, DAYS - 1) : filters.values.from;
  const by: ReportKey = KEYS.find((key) => key === filters.values.by) ?? "promoters";
  const period: Period = { from, to };
  return (
    <Page title={say("section-reports")} about={say("reports-about", { timezone })} isTogether>
      <FilterBar>
        <TextInput
          type="date"
          label={say("from")}
          max={to}
          value={from}
          onChange={(event) => filters.set("from", event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={say("to")}
          min={from}
          max={today}
          value={to}
          onChange={(event) => filters.set("to", event.currentTarget.value)}
        />
        <NativeSelect
          label={say("by")}
          value={by}
          onChange={(event) => filters.set("by", event.currentTarget.value)}
          data={KEYS.map((value) => ({ value, label: say(`by-${value}`) }))}
        />
      </FilterBar>
      <Section title={say("by-days")}>
        <DailyReport period={period} />
      </Section>
      <Section title={say(`by-${by}`)}>
        <KeyedReport by={by} period={period} />
      </Section>
    </Page>
  );
}
