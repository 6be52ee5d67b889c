/** Makes a share link to a page of the shop. Where it may lead is the shop's to say, and the service's answer says so. */
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Banner } from "../parts/answer.tsx";
import { Refused } from "../parts/refused.tsx";
import { Field } from "../parts/field.tsx";
import { Section } from "../parts/page.tsx";
import { useOwnPath } from "../shell/program.tsx";

export function NewLink() {
  const say = useText();
  const { program, id } = useOwnPath();
  const client = useQueryClient();
  const [destination, setDestination] = useState("");
  const make = queries.useMutation("post", "/v1/programs/{program}/links", {
    onSuccess: async () => {
      setDestination("");
      await client.invalidateQueries();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const body = { promoterId: id, destination: destination.trim() };
    make.mutate({ params: { path: { program } }, body });
  };
  return (
    <Section title={say("new-link")}>
      <form onSubmit={submit}>
        <Field
          label={say("destination")}
          hint={say("destination-hint")}
          type="url"
          inputMode="url"
          autoComplete="off"
          placeholder="https://"
          required
          value={destination}
          onChange={(event) => setDestination(event.currentTarget.value)}
        />
        <Refused error={make.error} text={say("refused")} />
        {make.data === undefined ? null : <Banner tone="good" text={say("link-made")} hint={make.data.url} />}
        <button type="submit" className="main" disabled={make.isPending}>
          {say("make-link")}
        </button>
      </form>
    </Section>
  );
}
