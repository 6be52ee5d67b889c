/** Cases in which somebody of the shop looks at the promoter's orders: what is at stake, why, and the promoter's say. */
import { Link } from "wouter";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { Empty, More } from "../parts/list.tsx";
import { Page } from "../parts/page.tsx";
import { PAGED } from "../parts/paged.ts";
import { StateTag } from "../parts/state-tag.tsx";
import { pathOf } from "../shell/paths.ts";
import { useFormats, useOwnPath } from "../shell/program.tsx";
import { Appeal } from "./appeal.tsx";

const LIMIT = 20;

export function CasesPage() {
  const say = useText();
  const { program } = useOwnPath();
  const cases = queries.useInfiniteQuery(
    "get",
    "/v1/programs/{program}/risk-cases",
    { params: { path: { program }, query: { limit: LIMIT } } },
    PAGED,
  );
  return (
    <Page title={say("cases")}>
      <p className="quiet">{say("cases-hint")}</p>
      <Answer of={cases}>
        {({ pages }) => {
          const rows = pages.flatMap(({ data }) => data);
          if (rows.length === 0) return <Empty text={say("cases-empty")} />;
          return (
            <>
              <ul className="cards">
                {rows.map((one) => (
                  <Case key={one.id} case={one} />
                ))}
              </ul>
              <More query={cases} />
            </>
          );
        }}
      </Answer>
    </Page>
  );
}

function Case({ case: shown }: { readonly case: Schemas["RiskCase"] }) {
  const say = useText();
  const { money, time } = useFormats();
  const { program } = useOwnPath();
  const { id, state, openedAt, expiresAt, atStake, reasons, orders, appeal, decision } = shown;
  return (
    <li className="card">
      <h2>
        {say("case-of", { time: time(openedAt) })} <StateTag of="case" state={state} />
      </h2>
      {atStake === null ? null : <p>{say("at-stake", { amount: money(atStake) })}</p>}
      {state === "open" ? (
        <p>{expiresAt === null ? say("case-by-person") : say("case-ends", { time: time(expiresAt) })}</p>
      ) : null}
      {decision === undefined ? null : <p>{say("case-decided", { time: time(decision.at) })}</p>}
      <ul>
        {reasons.map(({ code, orders: count }) => (
          <li key={code}>
            {say(`risk-${code}`)} <span className="quiet">{say("orders-count", { count })}</span>
          </li>
        ))}
      </ul>
      <p>
        {orders.map((orderId) => (
          <Link key={orderId} className="inline" href={pathOf(program, "orders", orderId)}>
            {orderId}
          </Link>
        ))}
      </p>
      {appeal === undefined ? (
        <Appeal caseId={id} state={state} />
      ) : (
        <blockquote>
          <p>{appeal.text}</p>
          <footer className="quiet">{say("appealed-on", { time: time(appeal.at) })}</footer>
        </blockquote>
      )}
    </li>
  );
}
