/** Batches: what collects approved payouts, and the file that the bank is given. */
import { Button } from "@mantine/core";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { Section } from "../parts/page.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";
import { BatchPaid } from "./batch-paid.tsx";
import { useOpenBatch } from "./open-batch.ts";

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
      <Granted to="post /v1/programs/{program}/payout-batches">
        <OpenBatch />
      </Granted>
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
              { head: say("paid-by"), cell: ({ provider }) => say(`paid-by-${provider}`) },
              {
                head: say("file"),
                cell: (batch) => <BatchFile program={id} {...batch} />,
              },
              {
                head: say("actions"),
                // WeChat Pay says by itself what it has paid.
                cell: (batch) =>
                  batch.provider === "file" && batch.state === "sealed" ? <BatchPaid batch={batch} /> : null,
              },
            ]}
          />
        )}
      </Answer>
    </Section>
  );
}

interface BatchFileProps extends Pick<Schemas["PayoutBatch"], "id" | "state"> {
  readonly program: string;
}

function BatchFile({ program, id, state }: BatchFileProps) {
  const say = useText();
  if (state !== "sealed") return say("collecting");
  return (
    <a href={`/v1/programs/${program}/payout-batches/${id}.csv`} download={`${id}.csv`}>
      CSV
    </a>
  );
}

function OpenBatch() {
  const say = useText();
  const { currency } = useProgram();
  const { start, isPending, error } = useOpenBatch();
  return (
    <>
      <Button size="xs" mb="sm" me="xs" loading={isPending} onClick={() => start("file")}>
        {say("open-batch")}
      </Button>
      {currency === "CNY" ? (
        <Button size="xs" mb="sm" variant="default" loading={isPending} onClick={() => start("wechat")}>
          {say("open-wechat-batch")}
        </Button>
      ) : null}
      <NotDone error={error} isOnce />
    </>
  );
}
