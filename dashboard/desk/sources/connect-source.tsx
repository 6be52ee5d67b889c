/** Connects a checkout: its secret in, and the address for its webhooks out. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { queries, type SourceName } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Banner } from "../parts/answer.tsx";
import { CopyButton } from "../parts/copy-button.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { ShownOnce } from "../parts/shown-once.tsx";
import { useProgram } from "../shell/program.tsx";

function useConnection(onConnected: () => void) {
  const client = useQueryClient();
  return queries.useMutation("post", "/v1/programs/{program}/sources/{source}/secrets", {
    onSuccess: async () => {
      onConnected();
      await client.invalidateQueries();
    },
  });
}

export function ConnectSource({ sources }: { readonly sources: readonly string[] }) {
  const say = useText();
  const { id } = useProgram();
  const [source, setSource] = useState(sources[0] ?? "");
  const [secret, setSecret] = useState("");
  const connect = useConnection(() => setSecret(""));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const path = { program: id, source: source as SourceName };
    const given = secret.trim();
    connect.mutate({ params: { path }, body: given === "" ? {} : { secret: given } });
  };
  const address = `${location.origin}/webhooks/${id}/${source}`;
  return (
    <form onSubmit={submit}>
      <NativeSelect
        label={say("source")}
        value={source}
        onChange={(event) => setSource(event.currentTarget.value)}
        data={sources.map((name) => ({ value: name, label: name }))}
      />
      <p>
        {say("send-to")} <code>{address}</code> <CopyButton text={address} />
      </p>
      <TextInput
        label={say("source-secret")}
        description={say("source-secret-hint")}
        autoComplete="off"
        value={secret}
        onChange={(event) => setSecret(event.currentTarget.value)}
      />
      <NotDone error={connect.error} />
      {connect.data === undefined ? null : (
        <Connected {...connect.data} isOurs={connect.variables.body.secret === undefined} />
      )}
      <Button type="submit" mt="md" loading={connect.isPending}>
        {say("connect-source")}
      </Button>
    </form>
  );
}

interface ConnectedProps {
  readonly source: string;
  readonly secret?: string;
  /** Whether the secret was made here: then its vendor has to be told. */
  readonly isOurs: boolean;
}

function Connected({ source, secret, isOurs }: ConnectedProps) {
  const say = useText();
  if (isOurs && secret !== undefined) return <ShownOnce text={say("secret-once")} secret={secret} />;
  return <Banner tone="good" text={say("source-connected", { source })} />;
}
