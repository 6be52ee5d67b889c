/** Every movement of a promoter's money, and the check that they are all there. */
import { Link } from "wouter";
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { useCursor } from "../parts/cursor.ts";
import { DataTable, Pager } from "../parts/data-table.tsx";
import { Section } from "../parts/page.tsx";
import { pathOf } from "../shell/paths.ts";
import { useFormats, useProgram } from "../shell/program.tsx";
import { Verification } from "./verification.tsx";

const PAGE = 10;

export function Journal({ promoterId }: { readonly promoterId: string }) {
  const say = useText();
  const { id } = useProgram();
  const { money, time } = useFormats();
  const cursor = useCursor(promoterId);
  const query = { limit: PAGE, ...cursor.query };
  const params = { path: { program: id, id: promoterId }, query };
  const journal = queries.useQuery("get", "/v1/programs/{program}/promoters/{id}/journal", { params });
  return (
    <Section title={say("journal")}>
      <Verification promoterId={promoterId} />
      <Answer of={journal}>
        {({ data, nextCursor }) => (
          <>
            <DataTable
              label={say("journal")}
              rows={data}
              keyOf={(entry) => entry.id}
              empty={say("journal-empty")}
              columns={[
                { head: "№", cell: ({ sequence }) => sequence, isNumber: true },
                { head: say("when"), cell: ({ occurredAt }) => time(occurredAt) },
                { head: say("what"), cell: ({ kind }) => say(`entry-${kind}`) },
                { head: say("amount"), cell: ({ amount }) => money(amount), isNumber: true },
                {
                  head: say("balance-after"),
                  cell: ({ balanceAfter }) => money(balanceAfter),
                  isNumber: true,
                },
                {
                  head: say("order"),
                  cell: ({ orderId }) =>
                    orderId === undefined ? "—" : <Link href={pathOf(id, "orders", orderId)}>{orderId}</Link>,
                },
              ]}
            />
            <Pager cursor={cursor} nextCursor={nextCursor} />
          </>
        )}
      </Answer>
    </Section>
  );
}
