/** Payees that promoters propose: nobody is paid there before a person has looked. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { queries, type Schemas } from "../../common/api/client.ts";
import { isForbidden } from "../../common/api/problem.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { Section } from "../parts/page.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";

type Proposal = Schemas["PayeeProposal"];

export function PayeeProposals() {
  const say = useText();
  const { id } = useProgram();
  const { time } = useFormats();
  const proposals = queries.useQuery("get", "/v1/programs/{program}/payee-proposals", {
    params: { path: { program: id } },
  });
  if (isForbidden(proposals.error) || proposals.data?.data.length === 0) return null;
  return (
    <Section title={say("payee-proposals")}>
      <Answer of={proposals}>
        {({ data }) => (
          <DataTable
            label={say("payee-proposals")}
            rows={data}
            keyOf={({ promoterId }) => promoterId}
            empty={say("payees-empty")}
            columns={[
              { head: say("promoter"), cell: ({ promoterId }) => promoterId },
              { head: say("name"), cell: ({ name }) => name ?? "—" },
              { head: say("bank"), cell: ({ bank, kind }) => bank ?? (kind === "wechat" ? "WeChat" : "—") },
              { head: say("account"), cell: ({ account }) => account },
              { head: say("when"), cell: ({ proposedAt }) => time(proposedAt) },
              {
                head: say("actions"),
                cell: (proposal) => (
                  <Granted to="post /v1/programs/{program}/promoters/{id}/payee-proposal/accept">
                    <Accept proposal={proposal} />
                  </Granted>
                ),
              },
            ]}
          />
        )}
      </Answer>
    </Section>
  );
}

function Accept({ proposal }: { readonly proposal: Proposal }) {
  const say = useText();
  const { id } = useProgram();
  const client = useQueryClient();
  const path = { program: id, id: proposal.promoterId };
  const accept = queries.useMutation("post", "/v1/programs/{program}/promoters/{id}/payee-proposal/accept", {
    onSuccess: async () => await client.invalidateQueries(),
  });
  return (
    <>
      <Button
        size="compact-sm"
        loading={accept.isPending}
        onClick={() => accept.mutate({ params: { path }, body: { proposedAt: proposal.proposedAt } })}
      >
        {say("accept")}
      </Button>
      <NotDone error={accept.error} />
    </>
  );
}
