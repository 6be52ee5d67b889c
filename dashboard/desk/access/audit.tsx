/** Every write of management, newest first: only added to. */
import { useLingui } from "@lingui/react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { useCursor } from "../parts/cursor.ts";
import { DataTable, Pager } from "../parts/data-table.tsx";
import { FilterBar, TypedFilter } from "../parts/filter-bar.tsx";
import { useFilters } from "../parts/filters.ts";
import { Section } from "../parts/page.tsx";
import { useWho } from "../parts/who.ts";
import { useFormats, useProgram } from "../shell/program.tsx";

const PAGE = 20;

export function Audit() {
  const say = useText();
  const { id } = useProgram();
  const { time } = useFormats();
  const filters = useFilters(["actor"]);
  const cursor = useCursor(filters.key);
  const query = {
    limit: PAGE,
    ...filters.given,
    ...cursor.query,
  };
  const audit = queries.useQuery("get", "/v1/programs/{program}/audit", {
    params: { path: { program: id }, query },
  });
  return (
    <Section title={say("audit")}>
      <FilterBar>
        <TypedFilter name="actor" label={say("actor")} filters={filters} />
      </FilterBar>
      <Answer of={audit}>
        {({ data, nextCursor }) => (
          <>
            <DataTable
              label={say("audit")}
              rows={data}
              keyOf={(entry) => entry.id}
              empty={say("audit-empty")}
              columns={[
                { head: say("when"), cell: ({ at }) => time(at) },
                { head: say("actor"), cell: (entry) => <Actor entry={entry} /> },
                { head: say("what"), cell: ({ operation }) => <Operation of={operation} /> },
                { head: say("outcome"), cell: ({ outcome }) => say(`outcome-${outcome}`) },
                { head: say("subject"), cell: ({ subject }) => <code>{subject}</code> },
                { head: say("reason"), cell: ({ reason }) => reason ?? "—" },
                { head: say("members"), cell: ({ members }) => members.join(", ") },
              ]}
            />
            <Pager cursor={cursor} nextCursor={nextCursor} />
          </>
        )}
      </Answer>
    </Section>
  );
}

/** In words where there are some; the name that the API has for it stands behind. */
function Operation({ of }: { readonly of: string }) {
  const { i18n } = useLingui();
  const id = `did-${of}`;
  if (!(id in i18n.messages)) return <>{of}</>;
  return (
    <>
      {i18n._(id)} <small>{of}</small>
    </>
  );
}

/** By name, and by the id that the list is filtered by. */
function Actor({ entry: { actor, person, keyName } }: { readonly entry: Schemas["AuditEntry"] }) {
  const who = useWho();
  const name = person ?? keyName;
  if (name === null) return <>{who({ actor, name })}</>;
  return (
    <>
      {name} <code>{actor}</code>
    </>
  );
}
