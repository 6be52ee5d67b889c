/** Sales and commission day by day, as a chart and as a table. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";
import { fileOf, type Period } from "./period.ts";

const MOST_DAYS = 200;

export function DailyReport({ period }: { readonly period: Period }) {
  const say = useText();
  const { id } = useProgram();
  const [isTable, setTable] = useState(false);
  const params = { path: { program: id }, query: { ...period, limit: MOST_DAYS } };
  const daily = queries.useQuery("get", "/v1/programs/{program}/reports/daily", { params });
  // What draws the days is awaited with them: a chart that came later would push down what stands below it.
  const chart = useQuery({
    queryKey: ["day-chart"],
    staleTime: Infinity,
    queryFn: async () => await import("./day-chart.tsx"),
  });
  return (
    <Answer of={daily}>
      {({ data }) => (
        <>
          <Answer of={chart}>{({ DayChart }) => <DayChart days={data} />}</Answer>
          <p>
            <Button
              size="xs"
              me="sm"
              variant="default"
              aria-expanded={isTable}
              onClick={() => setTable(!isTable)}
            >
              {say("as-table")}
            </Button>
            <a href={fileOf(id, "daily", period)} download>
              CSV
            </a>
          </p>
          {isTable ? <DaysTable days={data} /> : null}
        </>
      )}
    </Answer>
  );
}

interface Day {
  readonly day: string;
  readonly clicks: number;
  readonly orders: number;
  readonly sales: number;
  readonly refunded: number;
  readonly commission: number;
}

function DaysTable({ days }: { readonly days: readonly Day[] }) {
  const say = useText();
  const { money, count } = useFormats();
  return (
    <DataTable
      label={say("by-days")}
      rows={days}
      keyOf={({ day }) => day}
      empty={say("report-empty")}
      columns={[
        { head: say("day"), cell: ({ day }) => day },
        { head: say("figure-clicks"), cell: ({ clicks }) => count(clicks), isNumber: true },
        { head: say("figure-orders"), cell: ({ orders }) => count(orders), isNumber: true },
        { head: say("figure-sales"), cell: ({ sales }) => money(sales), isNumber: true },
        { head: say("figure-refunded"), cell: ({ refunded }) => money(refunded), isNumber: true },
        {
          head: say("figure-commission"),
          cell: ({ commission }) => money(commission),
          isNumber: true,
        },
      ]}
    />
  );
}
