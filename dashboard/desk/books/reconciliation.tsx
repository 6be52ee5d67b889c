/** The last comparison of journals, orders and lists: whether it found anything, and what it named. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { queries, type Schemas } from "../../common/api/client.ts";
import { isMissing } from "../../common/api/problem.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { Answer, Banner, Empty } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { Facts, Section } from "../parts/page.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";

type Run = Schemas["Reconciliation"];

const PATH = "/v1/programs/{program}/reconciliation";
/** Between two looks at a run that goes on, in milliseconds. */
const LOOK_MS = 2_000;

export function Reconciliation() {
  const say = useText();
  const { id } = useProgram();
  const params = { path: { program: id } };
  const run = queries.useQuery(
    "get",
    PATH,
    { params },
    { refetchInterval: ({ state }) => (state.data?.state === "running" ? LOOK_MS : false) },
  );
  return (
    <Section title={say("reconciliation")}>
      <Granted to="post /v1/programs/{program}/reconciliation">
        <Start />
      </Granted>
      {isMissing(run.error) ? (
        <Empty text={say("reconciliation-none")} />
      ) : (
        <Answer of={run}>{(read) => <Result of={read} />}</Answer>
      )}
    </Section>
  );
}

function Start() {
  const say = useText();
  const { id } = useProgram();
  const client = useQueryClient();
  const start = queries.useMutation("post", PATH, {
    onSuccess: async () => await client.invalidateQueries(),
  });
  return (
    <>
      <Button
        variant="default"
        size="xs"
        mb="sm"
        loading={start.isPending}
        onClick={() => start.mutate({ params: { path: { program: id } } })}
      >
        {say("compare-now")}
      </Button>
      <NotDone error={start.error} />
    </>
  );
}

function Result({ of }: { readonly of: Run }) {
  const say = useText();
  const { time, count } = useFormats();
  return (
    <>
      <Verdict of={of} />
      <Facts
        of={[
          [say("begun"), time(of.asOf)],
          [say("on-its-way"), count(of.inFlight)],
          [say("differences"), count(of.differenceCount)],
        ]}
      />
      {of.differences.length === 0 ? null : (
        <DataTable
          label={say("differences")}
          rows={of.differences}
          keyOf={({ kind, about }) => `${kind} ${about}`}
          empty={say("balanced")}
          columns={[
            { head: say("what"), cell: ({ kind }) => say(`difference-${kind}`) },
            { head: say("about"), cell: ({ about }) => <code>{about}</code> },
            { head: say("expected"), cell: ({ expected }) => count(expected), isNumber: true },
            { head: say("found-there"), cell: ({ found }) => count(found), isNumber: true },
          ]}
        />
      )}
    </>
  );
}

function Verdict({ of: { state, balanced, failure } }: { readonly of: Run }) {
  const say = useText();
  if (state === "running") return <Banner tone="warn" text={say("comparing")} />;
  if (state === "failed")
    return (
      <Banner
        tone="bad"
        text={say("comparing-failed")}
        {...(failure === undefined ? {} : { hint: failure })}
      />
    );
  return (
    <Banner
      tone={balanced === true ? "good" : "bad"}
      text={say(balanced === true ? "balanced" : "unbalanced")}
    />
  );
}
