/** The orders of a program, newest first, filtered by the service. */
import { NativeSelect } from "@mantine/core";
import { Link } from "wouter";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { useCursor } from "../parts/cursor.ts";
import { DataTable, Pager } from "../parts/data-table.tsx";
import { FilterBar, TypedFilter, TypedPlace } from "../parts/filter-bar.tsx";
import { useFilters } from "../parts/filters.ts";
import { Page } from "../parts/page.tsx";
import { StateTag } from "../parts/state-tag.tsx";
import { pathOf } from "../shell/paths.ts";
import { useFormats, useProgram } from "../shell/program.tsx";

type Entry = Schemas["OrderEntry"];

const STATES = ["pending", "held", "available", "reversed"] as const;
const BASES = ["touch", "coupon", "binding", "manual", "none"] as const;
const NAMES = ["state", "basis", "underReview", "promoterId", "customerId"] as const;
const PAGE = 50;

export function OrdersPage() {
  const say = useText();
  const { id } = useProgram();
  const { time } = useFormats();
  const filters = useFilters(NAMES);
  const cursor = useCursor(filters.key);
  const asked = {
    limit: PAGE,
    ...filters.given,
    ...cursor.query,
  };
  const params = { path: { program: id }, query: asked as { limit: number } };
  const orders = queries.useQuery("get", "/v1/programs/{program}/orders", { params });
  return (
    <Page title={say("section-orders")}>
      <OrderFilters filters={filters} />
      <Answer of={orders}>
        {({ data, nextCursor, asOf }) => (
          <>
            <OrdersTable orders={data} empty={say(nextCursor === null ? "orders-empty" : "list-goes-on")} />
            <Pager cursor={cursor} nextCursor={nextCursor} {...(asOf === null ? {} : { asOf: time(asOf) })} />
          </>
        )}
      </Answer>
    </Page>
  );
}

type Filters = ReturnType<typeof useFilters<(typeof NAMES)[number]>>;

function OrderFilters({ filters }: { readonly filters: Filters }) {
  const say = useText();
  return (
    <FilterBar>
      <NativeSelect
        label={say("state")}
        value={filters.values.state}
        onChange={(event) => filters.set("state", event.currentTarget.value)}
        data={[
          { value: "", label: say("any") },
          ...STATES.map((value) => ({ value, label: say(`order-${value}`) })),
        ]}
      />
      <NativeSelect
        label={say("basis")}
        value={filters.values.basis}
        onChange={(event) => filters.set("basis", event.currentTarget.value)}
        data={[
          { value: "", label: say("any") },
          ...BASES.map((value) => ({ value, label: say(`basis-${value}`) })),
        ]}
      />
      <NativeSelect
        label={say("review")}
        value={filters.values.underReview}
        onChange={(event) => filters.set("underReview", event.currentTarget.value)}
        data={[
          { value: "", label: say("any") },
          { value: "true", label: say("order-review") },
          { value: "false", label: say("not-under-review") },
        ]}
      />
      <TypedFilter name="promoterId" label={say("promoter-id")} filters={filters} />
      <TypedFilter name="customerId" label={say("customer")} filters={filters} />
      <OpenOrder />
    </FilterBar>
  );
}

/** An order whose id is known needs no list. */
function OpenOrder() {
  const say = useText();
  const { id } = useProgram();
  return <TypedPlace label={say("order-id")} to={(order) => pathOf(id, "orders", order)} />;
}

function OrdersTable({ orders, empty }: { readonly orders: readonly Entry[]; readonly empty: string }) {
  const say = useText();
  const { id } = useProgram();
  const { money, time } = useFormats();
  return (
    <DataTable
      label={say("section-orders")}
      rows={orders}
      keyOf={({ orderId }) => orderId}
      empty={empty}
      columns={[
        {
          head: say("order"),
          cell: ({ orderId }) => <Link href={pathOf(id, "orders", orderId)}>{orderId}</Link>,
        },
        { head: say("placed"), cell: ({ occurredAt }) => time(occurredAt) },
        { head: say("amount"), cell: ({ amount }) => money(amount), isNumber: true },
        {
          head: say("taken-back"),
          cell: ({ reversedAmount }) => (reversedAmount === 0 ? "—" : money(reversedAmount)),
          isNumber: true,
        },
        {
          head: say("state"),
          cell: ({ state, underReview }) => (
            <>
              <StateTag of="order" state={state} />{" "}
              {underReview ? <StateTag of="order" state="review" /> : null}
            </>
          ),
        },
        { head: say("basis"), cell: ({ basis }) => say(`basis-${basis}`) },
        { head: say("customer"), cell: ({ customerId }) => customerId ?? "—" },
      ]}
    />
  );
}
