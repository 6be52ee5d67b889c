/** Who receives the money, masked, and the promoter's proposal of another, which the shop has to accept. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { isMissing } from "../../common/api/problem.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer, Banner } from "../parts/answer.tsx";
import { Refused } from "../parts/refused.tsx";
import { useFormats, useOwnPath } from "../shell/program.tsx";
import { ProposePayee } from "./propose-payee.tsx";

export function Payee() {
  const say = useText();
  const path = useOwnPath();
  const payee = queries.useQuery("get", "/v1/programs/{program}/promoters/{id}/payee", { params: { path } });
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Answer of={payee} missing={<p>{say("payee-none")}</p>}>
        {(shown) => <Masked payee={shown} />}
      </Answer>
      <Proposal />
      {isOpen ? (
        <ProposePayee onDone={() => setOpen(false)} />
      ) : (
        <button type="button" onClick={() => setOpen(true)}>
          {say(isMissing(payee.error) ? "payee-set" : "payee-change")}
        </button>
      )}
    </>
  );
}

function Masked({ payee: { kind, name, bank, account } }: { readonly payee: Schemas["MaskedPayee"] }) {
  const say = useText();
  return <p>{[say(`payee-${kind}`), bank, name, account].filter((part) => part !== null).join(" · ")}</p>;
}

/** A proposal that waits. That there is none is the usual state. */
function Proposal() {
  const say = useText();
  const { time } = useFormats();
  const path = useOwnPath();
  const client = useQueryClient();
  const proposal = queries.useQuery("get", "/v1/programs/{program}/promoters/{id}/payee-proposal", {
    params: { path },
  });
  const drop = queries.useMutation("delete", "/v1/programs/{program}/promoters/{id}/payee-proposal", {
    onSuccess: async () => await client.resetQueries(),
  });
  if (proposal.data === undefined || isMissing(proposal.error)) return null;
  return (
    <>
      <Banner
        tone="warn"
        text={say("payee-waits")}
        hint={say("payee-proposed", { account: proposal.data.account, time: time(proposal.data.proposedAt) })}
      />
      <Refused error={drop.error} text={say("refused")} />
      <button type="button" disabled={drop.isPending} onClick={() => drop.mutate({ params: { path } })}>
        {say("payee-drop")}
      </button>
    </>
  );
}
