/** The payouts of a program by state: who waits, who approves, what was paid. */
import { Link } from "wouter";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { Answer } from "../parts/answer.tsx";
import { useCursor } from "../parts/cursor.ts";
import { DataTable, Pager } from "../parts/data-table.tsx";
import { FilterBar } from "../parts/filter-bar.tsx";
import { useFilters } from "../parts/filters.ts";
import { Page } from "../parts/page.tsx";
import { SegmentedControl } from "../parts/segmented.tsx";
import { StateTag } from "../parts/state-tag.tsx";
import { useWho } from "../parts/who.ts";
import { pathOf } from "../shell/paths.ts";
import { useFormats, useProgram } from "../shell/program.tsx";
import { Batches } from "./batches.tsx";
import { PayeeProposals } from "./payee-proposals.tsx";
import { PayoutMoves } from "./payout-moves.tsx";
import { PayoutTransfer } from "./payout-transfer.tsx";

type Payout = Schemas["Payout"];
type State = Payout["state"];

const STATES = [
  "requested",
  "approved",
  "processing",
  "paid",
  "rejected",
  "failed",
  "returned",
] as const satisfies readonly State[];
const PAGE = 50;

export function PayoutsPage() {
  const say = useText();
  const { id, settlement } = useProgram();
  const filters = useFilters(["state"]);
  const state = STATES.find((one) => one === filters.values.state) ?? "requested";
  const cursor = useCursor(state);
  const query = { limit: PAGE, state, ...cursor.query };
  const payouts = queries.useQuery("get", "/v1/programs/{program}/payouts", {
    params: { path: { program: id }, query },
  });
  return (
    <Page
      title={say("section-payouts")}
      about={say(settlement.payoutApprovals > 1 ? "payouts-about-two" : "payouts-about")}
      isTogether
    >
      <PayeeProposals />
      <FilterBar>
        <SegmentedControl
          label={say("state")}
          value={state}
          onChange={(value) => filters.set("state", value)}
          options={STATES.map((value) => [value, say(`payout-${value}`)] as const)}
        />
      </FilterBar>
      <Answer of={payouts}>
        {({ data, nextCursor }) => (
          <>
            <PayoutsTable payouts={data} />
            <Pager cursor={cursor} nextCursor={nextCursor} />
          </>
        )}
      </Answer>
      <Batches />
    </Page>
  );
}

function PayoutsTable({ payouts }: { readonly payouts: readonly Payout[] }) {
  const say = useText();
  const { id, currency } = useProgram();
  const { money, time } = useFormats();
  return (
    <DataTable
      label={say("section-payouts")}
      rows={payouts}
      keyOf={(payout) => payout.id}
      empty={say("payouts-empty")}
      columns={[
        {
          head: say("promoter"),
          cell: ({ promoterId }) => <Link href={pathOf(id, "promoters", promoterId)}>{promoterId}</Link>,
        },
        { head: say("requested-at"), cell: ({ requestedAt }) => time(requestedAt) },
        { head: say("gross"), cell: ({ gross }) => money(gross), isNumber: true },
        { head: say("wallet-withheld"), cell: ({ withheld }) => money(withheld), isNumber: true },
        { head: say("net"), cell: ({ net }) => money(net), isNumber: true },
        { head: say("state"), cell: (payout) => <StateOfPayout payout={payout} /> },
        { head: say("reason"), cell: ({ reason }) => reason ?? "—" },
        {
          head: say("actions"),
          cell: (payout) => (
            <>
              <Granted to="post /v1/programs/{program}/payouts/{id}/{move}">
                <PayoutMoves payout={payout} />
              </Granted>
              {currency === "CNY" && payout.state === "processing" ? (
                <PayoutTransfer payout={payout} />
              ) : null}
            </>
          ),
        },
      ]}
    />
  );
}

/** The state, and whom a payout waits for that one has approved and two have to. */
function StateOfPayout({ payout: { state, firstApproval } }: { readonly payout: Payout }) {
  const say = useText();
  const { time } = useFormats();
  const who = useWho();
  return (
    <>
      <StateTag of="payout" state={state} />
      {state !== "requested" || firstApproval === null ? null : (
        <div>
          {say("approved-first", {
            who: who({ actor: firstApproval.by, name: firstApproval.name }),
            time: time(firstApproval.at),
          })}
        </div>
      )}
    </>
  );
}
