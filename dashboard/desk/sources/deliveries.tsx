/** What a source sent last, and what became of it. */
import { queries, type SourceName } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";

export function Deliveries({ source }: { readonly source: SourceName }) {
  const say = useText();
  const { id } = useProgram();
  const { time, count } = useFormats();
  const deliveries = queries.useQuery("get", "/v1/programs/{program}/sources/{source}/deliveries", {
    params: { path: { program: id, source } },
  });
  return (
    <Answer of={deliveries}>
      {({ data }) => (
        <DataTable
          label={say("deliveries")}
          rows={data.map((one, place) => ({ ...one, place }))}
          keyOf={({ place }) => String(place)}
          empty={say("deliveries-empty")}
          columns={[
            { head: say("when"), cell: ({ at }) => time(at) },
            { head: say("outcome"), cell: ({ verdict }) => say(`verdict-${verdict}`) },
            {
              head: say("what"),
              cell: ({ messages }) =>
                messages.map(({ kind, orderId = "" }) => `${kind} ${orderId}`).join(", "),
            },
            { head: say("reason"), cell: ({ reason }) => reason ?? "—" },
            { head: say("bytes"), cell: ({ bytes }) => count(bytes), isNumber: true },
          ]}
        />
      )}
    </Answer>
  );
}
