/** What a checkout signed and could not be used: why, and the way to try it again. */
import { useQueryClient } from "@tanstack/react-query";
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { AgainButton } from "../parts/again-button.tsx";
import { Answer } from "../parts/answer.tsx";
import { useCursor } from "../parts/cursor.ts";
import { DataTable, Pager } from "../parts/data-table.tsx";
import { Section } from "../parts/page.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";

const PAGE = 10;

export function UnusableWebhooks() {
  const say = useText();
  const { id } = useProgram();
  const { time } = useFormats();
  const cursor = useCursor("");
  const query = { limit: PAGE, ...cursor.query };
  const unusable = queries.useQuery("get", "/v1/programs/{program}/unusable-webhooks", {
    params: { path: { program: id }, query },
  });
  return (
    <Section title={say("unusable-title")}>
      <Answer of={unusable}>
        {({ data, nextCursor }) => (
          <>
            <DataTable
              label={say("unusable-title")}
              rows={data}
              keyOf={(webhook) => webhook.id}
              empty={say("unusable-empty")}
              columns={[
                { head: say("when"), cell: ({ receivedAt }) => time(receivedAt) },
                { head: say("source"), cell: ({ source }) => source },
                { head: say("reason"), cell: ({ reason }) => <code>{reason}</code> },
                { head: say("id"), cell: ({ webhookId }) => <code>{webhookId}</code> },
                {
                  head: say("actions"),
                  cell: (webhook) => (
                    <Granted to="post /v1/programs/{program}/unusable-webhooks/{id}/replay">
                      <Replay webhook={webhook.id} />
                    </Granted>
                  ),
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

function Replay({ webhook }: { readonly webhook: string }) {
  const say = useText();
  const { id } = useProgram();
  const client = useQueryClient();
  const replay = queries.useMutation("post", "/v1/programs/{program}/unusable-webhooks/{id}/replay", {
    onSuccess: async () => await client.invalidateQueries(),
  });
  const onAgain = () => replay.mutate({ params: { path: { program: id, id: webhook } } });
  return <AgainButton text={say("try-it-again")} of={replay} onAgain={onAgain} />;
}
