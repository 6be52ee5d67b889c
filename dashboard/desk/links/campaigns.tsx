/** Campaigns with their dates and what is left of their budgets. */
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { Answer } from "../parts/answer.tsx";
import { useCursor } from "../parts/cursor.ts";
import { DataTable, Pager } from "../parts/data-table.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";
import { NewCampaign } from "./new-campaign.tsx";

const PAGE = 20;

export function Campaigns() {
  const say = useText();
  const { id } = useProgram();
  const { day, lastDay } = useFormats();
  const cursor = useCursor("");
  const query = { limit: PAGE, ...cursor.query };
  const campaigns = queries.useQuery("get", "/v1/programs/{program}/campaigns", {
    params: { path: { program: id }, query },
  });
  return (
    <>
      <Granted to="post /v1/programs/{program}/campaigns">
        <NewCampaign />
      </Granted>
      <Answer of={campaigns}>
        {({ data, nextCursor }) => (
          <>
            <DataTable
              label={say("campaigns")}
              rows={data}
              keyOf={(campaign) => campaign.id}
              empty={say("campaigns-empty")}
              columns={[
                { head: say("name"), cell: ({ name }) => name },
                { head: say("id"), cell: (campaign) => <code>{campaign.id}</code> },
                { head: say("first-day"), cell: ({ startsAt }) => day(startsAt) },
                { head: say("last-day"), cell: ({ endsAt }) => lastDay(endsAt) },
                { head: say("budget"), cell: (campaign) => <Budget campaign={campaign} /> },
              ]}
            />
            <Pager cursor={cursor} nextCursor={nextCursor} />
          </>
        )}
      </Answer>
    </>
  );
}

function Budget({ campaign: { budget, spent, reserved } }: { readonly campaign: Schemas["Campaign"] }) {
  const say = useText();
  const { money } = useFormats();
  if (budget === null) return <>{say("no-budget")}</>;
  const text = say("budget-used", { used: money(spent + reserved), budget: money(budget) });
  return (
    <>
      <meter min={0} max={Math.max(1, budget)} value={spent + reserved} aria-label={text} /> {text}
    </>
  );
}
