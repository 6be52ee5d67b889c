/** The orders that the promoter earned of, newest first, each with what it brings and how far that has come. */
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

const LIMIT = 20;

export function OrdersPage() {
  const say = useText();
  const path = useOwnPath();
  const commissions = queries.useInfiniteQuery(
    "get",
    "/v1/programs/{program}/promoters/{id}/commissions",
    { params: { path, query: { limit: LIMIT } } },
    PAGED,
  );
  return (
    <Page title={say("orders")}>
      <p className="quiet">{say("orders-hint")}</p>
      <Answer of={commissions}>
        {({ pages }) => {
          const rows = pages.flatMap(({ data }) => data);
          if (rows.length === 0) return <NoOrders program={path.program} />;
          return (
            <>
              <ul className="list">
                {rows.map((commission) => (
                  <OrderRow key={commission.id} {...commission} program={path.program} />
                ))}
              </ul>
              <More query={commissions} />
            </>
          );
        }}
      </Answer>
    </Page>
  );
}

function NoOrders({ program }: { readonly program: string }) {
  const say = useText();
  return (
    <Empty text={say("orders-empty")}>
      <Link className="button" href={pathOf(program, "links")}>
        {say("links")}
      </Link>
    </Empty>
  );
}

type OrderRowProps = Schemas["CommissionEntry"] & { readonly program: string };

function OrderRow({ program, orderId, kept, amount, level, state, occurredAt }: OrderRowProps) {
  const say = useText();
  const { money, time } = useFormats();
  return (
    <li>
      <Link href={pathOf(program, "orders", orderId)} className="row">
        <span className="main">
          <strong>{orderId}</strong>
          <span className="quiet">
            {time(occurredAt)} · {say(level === 1 ? "own-order" : "team-order", { level })}
          </span>
        </span>
        <span className="figure">
          <strong>{money(kept)}</strong>
          {kept === amount ? null : (
            <span className="quiet">{say("of-amount", { amount: money(amount) })}</span>
          )}
          <StateTag of="order" state={state} />
        </span>
      </Link>
    </li>
  );
}
