/** The promoter's say to a case, once. A case that was decided against it is opened again by it. */
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Refused } from "../parts/refused.tsx";
import { usePlace } from "../shell/program.tsx";

const MOST_CHARACTERS = 2_000;

interface AppealProps {
  readonly caseId: string;
  readonly state: Schemas["RiskCase"]["state"];
}

export function Appeal({ caseId, state }: AppealProps) {
  const say = useText();
  const id = useId();
  const { program } = usePlace().look;
  const client = useQueryClient();
  const [text, setText] = useState("");
  const appeal = queries.useMutation("post", "/v1/programs/{program}/risk-cases/{id}/appeal", {
    onSuccess: async () => await client.invalidateQueries(),
  });
  // What was decided for the promoter needs no say.
  if (state === "cleared" || state === "expired") return null;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    appeal.mutate({ params: { path: { program, id: caseId } }, body: { text: text.trim() } });
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor={id}>{say("appeal-label")}</label>
      <textarea
        id={id}
        rows={4}
        required
        maxLength={MOST_CHARACTERS}
        aria-describedby={`${id}-hint`}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <p id={`${id}-hint`} className="quiet">
        {say(state === "confirmed" ? "appeal-reopens" : "appeal-once")}
      </p>
      <Refused error={appeal.error} text={say("refused")} />
      <button type="submit" className="main" disabled={appeal.isPending}>
        {say("appeal-send")}
      </button>
    </form>
  );
}
