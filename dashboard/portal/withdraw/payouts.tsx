/** Earlier requests: how each stands, what was withheld for tax, and why it went as it did. */
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { Empty, More } from "../parts/list.tsx";
import { PAGED } from "../parts/paged.ts";
import { Transfer } from "./transfer.tsx";
import { StateTag } from "../parts/state-tag.tsx";
import { useFormats, useOwnPath } from "../shell/program.tsx";

const LIMIT = 10;

export function Payouts() {
  const say = useText();
  const path = useOwnPath();
  const payouts = queries.useInfiniteQuery(
    "get",
    "/v1/programs/{program}/promoters/{id}/payouts",
    { params: { path, query: { limit: LIMIT } } },
    PAGED,
  );
  return (
    <Answer of={payouts}>
      {({ pages }) => {
        const rows = pages.flatMap(({ data }) => data);
        if (rows.length === 0) return <Empty text={say("payouts-empty")} />;
        return (
          <>
            <ul className="list">
              {rows.map((payout) => (
                <PayoutRow key={payout.id} {...payout} />
              ))}
            </ul>
            <More query={payouts} />
          </>
        );
      }}
    </Answer>
  );
}

function PayoutRow({ id, gross, withheld, net, state, reason, requestedAt, updatedAt }: Schemas["Payout"]) {
  const say = useText();
  const { money, time } = useFormats();
  return (
    <li className="row">
      <span className="main">
        <strong>{money(gross)}</strong>
        <span className="quiet">{say("requested-on", { time: time(requestedAt) })}</span>
        {updatedAt === requestedAt ? null : (
          <span className="quiet">{say("changed-on", { time: time(updatedAt) })}</span>
        )}
        <span className="quiet">{say("net-of", { withheld: money(withheld), net: money(net) })}</span>
        {reason === null ? null : <span>{say("reason", { reason })}</span>}
        {state === "processing" ? <Transfer payoutId={id} /> : null}
      </span>
      <span className="figure">
        <StateTag of="payout" state={state} />
      </span>
    </li>
  );
}
