/** One order: what it is worth, why it paid what it paid, and what happened to it. */
import { Link } from "wouter";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { useMay } from "../grants/may.ts";
import { Facts, Page, Section } from "../parts/page.tsx";
import { StateTag } from "../parts/state-tag.tsx";
import { pathOf } from "../shell/paths.ts";
import { useFormats, useProgram } from "../shell/program.tsx";
import { Explanation } from "./explanation.tsx";
import { paidInAll } from "./foretold.ts";
import { TellEvents, VoidEvent } from "./order-events.tsx";
import { OrderMoves } from "./order-moves.tsx";

type Order = Schemas["Order"];
type Event = Order["events"][number];

export function OrderPage({ id: orderId }: { readonly id: string }) {
  const say = useText();
  const { id } = useProgram();
  const params = { path: { program: id, orderId } };
  const order = queries.useQuery("get", "/v1/programs/{program}/orders/{orderId}", { params });
  return (
    <Page title={say("order-title", { order: orderId })} about={say("order-about")}>
      <Answer of={order}>
        {(shown) => (
          <>
            <OrderMoves order={shown} />
            <TellEvents order={shown} />
            <OrderFacts order={shown} />
            <Commissions order={shown} />
            <Section title={say("why")}>
              <Explanation orderId={orderId} />
            </Section>
            <Events order={shown} />
          </>
        )}
      </Answer>
    </Page>
  );
}

function OrderFacts({ order }: { readonly order: Order }) {
  const say = useText();
  const { money, time } = useFormats();
  const paid = paidInAll(order);
  const when = (instant: string | null) => (instant === null ? "—" : time(instant));
  return (
    <Section title={say("order")}>
      <Facts
        of={[
          [
            say("state"),
            <StateTag key="state" of="order" state={order.underReview ? "review" : order.state} />,
          ],
          ...(paid === undefined ? [] : [[say("paid-in-all"), money(paid)] as const]),
          [say(paid === undefined ? "amount" : "earned-on"), money(order.amount)],
          [say("taken-back"), money(order.reversedAmount)],
          [say("basis"), say(`basis-${order.attribution.basis}`)],
          [say("customer"), order.customerId ?? "—"],
          [say("campaign"), order.campaignId ?? "—"],
          [say("placed"), time(order.occurredAt)],
          [say("goods-received"), when(order.receivedAt)],
          [say("hold-ends"), when(order.holdEndsAt)],
          [say("released"), when(order.releasedAt)],
        ]}
      />
    </Section>
  );
}

function Commissions({ order }: { readonly order: Order }) {
  const say = useText();
  const { id } = useProgram();
  const { money } = useFormats();
  return (
    <Section title={say("commissions")}>
      <DataTable
        label={say("commissions")}
        rows={order.commissions}
        keyOf={(commission) => commission.id}
        empty={say("commissions-empty")}
        columns={[
          {
            head: say("promoter"),
            cell: ({ promoterId }) => <Link href={pathOf(id, "promoters", promoterId)}>{promoterId}</Link>,
          },
          { head: say("level"), cell: ({ level }) => level, isNumber: true },
          { head: say("earned"), cell: ({ amount }) => money(amount), isNumber: true },
          { head: say("kept"), cell: ({ kept }) => money(kept), isNumber: true },
          { head: say("state"), cell: ({ state }) => <StateTag of="order" state={state} /> },
        ]}
      />
    </Section>
  );
}

function Events({ order }: { readonly order: Order }) {
  const say = useText();
  const mayTell = useMay("post /v1/programs/{program}/orders/{orderId}/events");
  const { money, time } = useFormats();
  return (
    <Section title={say("events")}>
      <DataTable
        label={say("events")}
        rows={order.events}
        keyOf={({ eventId }) => eventId}
        empty={say("events-empty")}
        columns={[
          { head: say("when"), cell: ({ occurredAt }) => time(occurredAt) },
          { head: say("what"), cell: ({ type }) => say(`event-${type}`) },
          {
            head: say("amount"),
            cell: ({ amount, refundedTotal }) => {
              const moved = amount ?? refundedTotal;
              return moved === undefined ? "—" : money(moved);
            },
            isNumber: true,
          },
          { head: say("reason"), cell: ({ reason }) => reason ?? "—" },
          ...(mayTell
            ? [{ head: say("actions"), cell: (event: Event) => <VoidEvent order={order} event={event} /> }]
            : []),
        ]}
      />
    </Section>
  );
}
