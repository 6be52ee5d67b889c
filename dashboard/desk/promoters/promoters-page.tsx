/** The promoters of a program, and the way to those of a name or a member id. */
import { Link } from "wouter";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { Answer } from "../parts/answer.tsx";
import { useCursor } from "../parts/cursor.ts";
import { DataTable, Pager } from "../parts/data-table.tsx";
import { FilterBar, TypedFilter, TypedPlace } from "../parts/filter-bar.tsx";
import { useFilters } from "../parts/filters.ts";
import { Page } from "../parts/page.tsx";
import { StateTag } from "../parts/state-tag.tsx";
import { pathOf } from "../shell/paths.ts";
import { useFormats, useProgram } from "../shell/program.tsx";
import { NewPromoter } from "./new-promoter.tsx";

const PAGE = 50;

export function PromotersPage() {
  const say = useText();
  const { id } = useProgram();
  const filters = useFilters(["search"]);
  const cursor = useCursor(filters.key);
  const query = {
    limit: PAGE,
    ...filters.given,
    ...cursor.query,
  };
  const promoters = queries.useQuery("get", "/v1/programs/{program}/promoters", {
    params: { path: { program: id }, query },
  });
  return (
    <Page
      title={say("section-promoters")}
      actions={
        <Granted to="post /v1/programs/{program}/promoters">
          <NewPromoter />
        </Granted>
      }
    >
      <FilterBar>
        <TypedFilter name="search" label={say("name-or-member-id")} filters={filters} />
        <TypedPlace label={say("promoter-id")} to={(promoter) => pathOf(id, "promoters", promoter)} />
      </FilterBar>
      <Answer of={promoters}>
        {({ data, nextCursor }) => (
          <>
            <PromotersTable
              promoters={data}
              empty={say(nextCursor === null ? "promoters-empty" : "list-goes-on")}
            />
            <Pager cursor={cursor} nextCursor={nextCursor} />
          </>
        )}
      </Answer>
    </Page>
  );
}

interface PromotersTableProps {
  readonly promoters: readonly Schemas["Promoter"][];
  readonly empty: string;
}

function PromotersTable({ promoters, empty }: PromotersTableProps) {
  const say = useText();
  const { id } = useProgram();
  const { day } = useFormats();
  return (
    <DataTable
      label={say("section-promoters")}
      rows={promoters}
      keyOf={(promoter) => promoter.id}
      empty={empty}
      columns={[
        {
          head: say("promoter"),
          cell: (promoter) => (
            <Link href={pathOf(id, "promoters", promoter.id)}>{promoter.name ?? promoter.memberId}</Link>
          ),
        },
        { head: say("member-id"), cell: ({ memberId }) => memberId },
        { head: say("promoter-id"), cell: (promoter) => <code>{promoter.id}</code> },
        { head: say("tier"), cell: ({ tier }) => tier },
        { head: say("upline"), cell: ({ uplineMemberId }) => uplineMemberId ?? "—" },
        { head: say("state"), cell: ({ status }) => <StateTag of="status" state={status} /> },
        { head: say("since"), cell: ({ createdAt }) => day(createdAt) },
      ]}
    />
  );
}
