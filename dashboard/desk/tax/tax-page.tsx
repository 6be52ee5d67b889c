/** Tax statements: a line for each person of a month, and the same as a file for whoever files it. */
import { TextInput } from "@mantine/core";
import { Link } from "wouter";
import { queries, type Schemas } from "../../common/api/client.ts";
import { dayIn } from "../../common/times.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { useCursor } from "../parts/cursor.ts";
import { DataTable, Pager } from "../parts/data-table.tsx";
import { FilterBar } from "../parts/filter-bar.tsx";
import { useFilters } from "../parts/filters.ts";
import { Page } from "../parts/page.tsx";
import { pathOf } from "../shell/paths.ts";
import { useFormats, useProgram } from "../shell/program.tsx";

const PAGE = 50;
const MONTH_CHARACTERS = 7;

export function TaxPage() {
  const say = useText();
  const { id, timezone } = useProgram();
  const filters = useFilters(["month"]);
  const thisMonth = dayIn(timezone, Date.now()).slice(0, MONTH_CHARACTERS);
  const month = filters.values.month === "" ? thisMonth : filters.values.month;
  const cursor = useCursor(month);
  const query = { month, limit: PAGE, ...cursor.query };
  const statements = queries.useQuery("get", "/v1/programs/{program}/tax-statements", {
    params: { path: { program: id }, query },
  });
  return (
    <Page title={say("section-tax")} about={say("tax-about", { timezone })}>
      <FilterBar>
        <TextInput
          type="month"
          label={say("month")}
          max={thisMonth}
          value={month}
          onChange={(event) => filters.set("month", event.currentTarget.value)}
        />
      </FilterBar>
      <Answer of={statements}>
        {({ data, nextCursor }) => (
          <>
            <Statements rows={data} />
            <Pager cursor={cursor} nextCursor={nextCursor} />
          </>
        )}
      </Answer>
      <a href={`/v1/programs/${encodeURIComponent(id)}/tax-statements.csv?month=${month}`} download>
        CSV
      </a>
    </Page>
  );
}

function Statements({ rows }: { readonly rows: readonly Schemas["TaxStatement"][] }) {
  const say = useText();
  const { id } = useProgram();
  const { money, count } = useFormats();
  return (
    <DataTable
      label={say("section-tax")}
      rows={rows}
      keyOf={({ promoterId }) => promoterId}
      empty={say("tax-empty")}
      columns={[
        {
          head: say("promoter"),
          cell: ({ promoterId, name, memberId }) => (
            <Link href={pathOf(id, "promoters", promoterId)}>{name ?? memberId ?? promoterId}</Link>
          ),
        },
        { head: say("member-id"), cell: ({ memberId }) => memberId ?? "—" },
        { head: say("section-payouts"), cell: ({ payouts }) => count(payouts), isNumber: true },
        { head: say("gross"), cell: ({ gross }) => money(gross), isNumber: true },
        { head: say("wallet-withheld"), cell: ({ withheld }) => money(withheld), isNumber: true },
        { head: say("net"), cell: ({ net }) => money(net), isNumber: true },
        { head: say("payout-paid"), cell: ({ paid }) => money(paid), isNumber: true },
      ]}
    />
  );
}
