/** The figures of a period by promoter, link, campaign, product or channel, the greatest first. */
import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { useCursor } from "../parts/cursor.ts";
import { DataTable, Pager } from "../parts/data-table.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";
import { fileOf, type Period, type ReportKey } from "./period.ts";

const PAGE = 25;
const SORTS = ["-sales", "-orders", "-commission", "-refunded", "-newCustomers"] as const;
type Sort = (typeof SORTS)[number];

/** What a row of any of these reports has. */
interface Row {
  readonly clicks: number;
  readonly orders: number;
  readonly sales: number;
  readonly refunded: number;
  readonly commission: number | null;
  readonly cvrBps: number | null;
  readonly epc100: number | null;
}

/** What a row is of; empty for what belongs to none. */
function nameOf(row: Row): string {
  const keys = row as Row &
    Partial<Record<"promoterId" | "slug" | "campaignId" | "productId" | "channel", string | null>>;
  return keys.slug ?? keys.promoterId ?? keys.campaignId ?? keys.productId ?? keys.channel ?? "";
}

export function KeyedReport({ by, period }: { readonly by: ReportKey; readonly period: Period }) {
  const say = useText();
  const { id } = useProgram();
  const { time } = useFormats();
  const [sort, setSort] = useState<Sort>("-sales");
  const cursor = useCursor(`${by} ${period.from} ${period.to} ${sort}`);
  const query = {
    ...period,
    sort,
    limit: PAGE,
    ...cursor.query,
  };
  const report = queries.useQuery("get", `/v1/programs/{program}/reports/${by}`, {
    params: { path: { program: id }, query },
  });
  return (
    <>
      <NativeSelect
        mb="sm"
        label={say("sorted-by")}
        value={sort}
        onChange={(event) => setSort(event.currentTarget.value as Sort)}
        data={SORTS.map((value) => ({ value, label: say(`figure${value as `-${"sales" | "orders"}`}`) }))}
      />
      <Answer of={report}>
        {({ data, nextCursor, asOf }) => (
          <>
            <RowsTable by={by} rows={data} />
            <Pager cursor={cursor} nextCursor={nextCursor} {...(asOf === null ? {} : { asOf: time(asOf) })} />
          </>
        )}
      </Answer>
      <a href={fileOf(id, by, period)} download>
        CSV
      </a>
    </>
  );
}

function RowsTable({ by, rows }: { readonly by: ReportKey; readonly rows: readonly Row[] }) {
  const say = useText();
  const { money, count, rate } = useFormats();
  return (
    <DataTable
      label={say(`by-${by}`)}
      rows={rows}
      keyOf={nameOf}
      empty={say("report-empty")}
      columns={[
        { head: say(`by-${by}`), cell: (row) => (nameOf(row) === "" ? say("of-none") : nameOf(row)) },
        { head: say("figure-clicks"), cell: ({ clicks }) => count(clicks), isNumber: true },
        { head: say("figure-orders"), cell: ({ orders }) => count(orders), isNumber: true },
        {
          head: say("figure-cvrBps"),
          cell: ({ cvrBps }) => (cvrBps === null ? "—" : rate(cvrBps)),
          isNumber: true,
        },
        { head: say("figure-sales"), cell: ({ sales }) => money(sales), isNumber: true },
        { head: say("figure-refunded"), cell: ({ refunded }) => money(refunded), isNumber: true },
        {
          head: say("figure-commission"),
          cell: ({ commission }) => (commission === null ? "—" : money(commission)),
          isNumber: true,
        },
      ]}
    />
  );
}
