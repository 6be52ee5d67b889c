/** What was sent to an address or waits to be, with its answers, and the way to send it again. */
import { useQueryClient } from "@tanstack/react-query";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { AgainButton } from "../parts/again-button.tsx";
import { Answer } from "../parts/answer.tsx";
import { useCursor } from "../parts/cursor.ts";
import { DataTable, Pager } from "../parts/data-table.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";

const PAGE = 20;

export function EndpointDeliveries({ endpoint }: { readonly endpoint: string }) {
  const say = useText();
  const { id } = useProgram();
  const { time, count } = useFormats();
  const cursor = useCursor(endpoint);
  const query = { limit: PAGE, ...cursor.query };
  const deliveries = queries.useQuery("get", "/v1/programs/{program}/webhook-endpoints/{id}/deliveries", {
    params: { path: { program: id, id: endpoint }, query },
  });
  return (
    <Answer of={deliveries}>
      {({ data, nextCursor }) => (
        <>
          <DataTable
            label={say("deliveries")}
            rows={data}
            keyOf={(delivery) => delivery.id}
            empty={say("deliveries-empty")}
            columns={[
              { head: say("when"), cell: ({ createdAt }) => time(createdAt) },
              { head: say("what"), cell: ({ type }) => <code>{type}</code> },
              { head: say("state"), cell: ({ state }) => say(`delivery-${state}`) },
              { head: say("attempts"), cell: ({ attemptCount }) => count(attemptCount), isNumber: true },
              { head: say("answer"), cell: ({ attempts }) => <LastAnswer of={attempts} /> },
              {
                head: say("actions"),
                cell: (delivery) => (
                  <Granted to="post /v1/programs/{program}/deliveries/{delivery}/replay">
                    <SendAgain delivery={delivery.id} />
                  </Granted>
                ),
              },
            ]}
          />
          <Pager cursor={cursor} nextCursor={nextCursor} />
        </>
      )}
    </Answer>
  );
}

function LastAnswer({ of }: { readonly of: readonly Schemas["WebhookAttempt"][] }) {
  const last = of[of.length - 1];
  return <>{last === undefined ? "—" : (last.status ?? last.fault ?? "—")}</>;
}

function SendAgain({ delivery }: { readonly delivery: string }) {
  const say = useText();
  const { id } = useProgram();
  const client = useQueryClient();
  const replay = queries.useMutation("post", "/v1/programs/{program}/deliveries/{delivery}/replay", {
    onSuccess: async () => await client.invalidateQueries(),
  });
  const onAgain = () => replay.mutate({ params: { path: { program: id, delivery } } });
  return <AgainButton text={say("send-again")} of={replay} onAgain={onAgain} />;
}
