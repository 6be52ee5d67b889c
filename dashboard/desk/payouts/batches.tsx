/** Batches: what collects approved payouts, and the file that the bank is given. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { newIdempotencyKey, queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer, Refused } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Section } from "../parts/page.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";

const PAGE = 20;
/** While a batch collects it is looked at so often, in milliseconds. */
const COLLECTING_MS = 1_500;

export function Batches() {
  const say = useText();
  const { id } = useProgram();
  const { money, time, count } = useFormats();
  const params = { path: { program: id }, query: { limit: PAGE } };
  const batches = queries.useQuery(
    "get",
    "/v1/programs/{program}/payout-batches",
    { params },
    {
      refetchInterval: ({ state }) =>
        state.data?.data.some((batch) => batch.state === "collecting") === true ? COLLECTING_MS : false,
    },
  );
  return (
    <Section title={say("batches")}>
      <OpenBatch />
      <Answer of={batches}>
        {({ data }) => (
          <DataTable
            label={say("batches")}
            rows={data}
            keyOf={(batch) => batch.id}
            empty={say("batches-empty")}
            columns={[
              { head: say("id"), cell: (batch) => <code>{batch.id}</code> },
              { head: say("opened"), cell: ({ createdAt }) => time(createdAt) },
              { head: say("section-payouts"), cell: (batch) => count(batch.count), isNumber: true },
              { head: say("net"), cell: ({ net }) => money(net), isNumber: true },
              {
                head: say("file"),
                cell: (batch) =>
                  batch.state === "sealed" ? (
                    <a
                      href={`/v1/programs/${id}/payout-batches/${batch.id}.csv`}
                      download={`${batch.id}.csv`}
                    >
                      CSV
                    </a>
                  ) : (
                    say("collecting")
                  ),
              },
            ]}
          />
        )}
      </Answer>
    </Section>
  );
}

function OpenBatch() {
  const say = useText();
  const { id } = useProgram();
  const client = useQueryClient();
  // One key until it has worked: pressed twice, it opens one batch.
  const [key, setKey] = useState(newIdempotencyKey);
  const open = queries.useMutation("post", "/v1/programs/{program}/payout-batches", {
    onSuccess: async () => {
      setKey(newIdempotencyKey());
      await client.invalidateQueries();
    },
  });
  const start = (): void =>
    open.mutate({ params: { path: { program: id }, header: { "Idempotency-Key": key } }, body: {} });
  return (
    <>
      <Button size="xs" mb="sm" loading={open.isPending} onClick={start}>
        {say("open-batch")}
      </Button>
      <Refused error={open.error} text={say("refused")} />
    </>
  );
}
