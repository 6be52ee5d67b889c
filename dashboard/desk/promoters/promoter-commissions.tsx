/** The commissions of a promoter, newest order first. */
import { Link } from "wouter";
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { useCursor } from "../parts/cursor.ts";
import { DataTable, Pager } from "../parts/data-table.tsx";
import { Section } from "../parts/page.tsx";
import { StateTag } from "../parts/state-tag.tsx";
import { pathOf } from "../shell/paths.ts";
import { useFormats, useProgram } from "../shell/program.tsx";

const PAGE = 10;

export function PromoterCommissions({ promoterId }: { readonly promoterId: string }) {
  const say = useText();
  const { id } = useProgram();
  const { money, time } = useFormats();
  const cursor = useCursor(promoterId);
  const query = { limit: PAGE, ...cursor.query };
  const params = { path: { program: id, id: promoterId }, query };
  const commissions = queries.useQuery("get", "/v1/programs/{program}/promoters/{id}/commissions", {
    params,
  });
  return (
    <Section title={say("commissions")}>
      <Answer of={commissions}>
        {({ data, nextCursor, asOf }) => (
          <>
            <DataTable
              label={say("commissions")}
              rows={data}
              keyOf={(commission) => commission.id}
              empty={say("commissions-empty")}
              columns={[
                {
                  head: say("order"),
                  cell: ({ orderId }) => <Link href={pathOf(id, "orders", orderId)}>{orderId}</Link>,
                },
                { head: say("placed"), cell: ({ occurredAt }) => time(occurredAt) },
                { head: say("level"), cell: ({ level }) => level, isNumber: true },
                { head: say("earned"), cell: ({ amount }) => money(amount), isNumber: true },
                { head: say("kept"), cell: ({ kept }) => money(kept), isNumber: true },
                { head: say("state"), cell: ({ state }) => <StateTag of="order" state={state} /> },
              ]}
            />
            <Pager cursor={cursor} nextCursor={nextCursor} {...(asOf === null ? {} : { asOf: time(asOf) })} />
          </>
        )}
      </Answer>
    </Section>
  );
}
