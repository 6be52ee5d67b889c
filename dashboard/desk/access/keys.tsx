/** The API keys of a program. The text of a key is shown once, when it is made. */
import { Button, Checkbox, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { DEFAULT_SCOPES, type Scope, SCOPES } from "../../../worker/access/scopes.ts";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { useMayGive } from "../grants/may.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { Section } from "../parts/page.tsx";
import { ShownOnce } from "../parts/shown-once.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";
import { RevokeKey } from "./revoke-key.tsx";

export function Keys() {
  const say = useText();
  const { id } = useProgram();
  const { day } = useFormats();
  const [isOpen, setOpen] = useState(false);
  const keys = queries.useQuery("get", "/v1/programs/{program}/api-keys", {
    params: { path: { program: id } },
  });
  return (
    <Section title={say("keys")}>
      <Granted to="post /v1/programs/{program}/api-keys">
        <Button size="xs" mb="sm" onClick={() => setOpen(true)}>
          {say("new-key")}
        </Button>
      </Granted>
      {isOpen ? <NewKey onClose={() => setOpen(false)} /> : null}
      <Answer of={keys}>
        {({ data }) => (
          <DataTable
            label={say("keys")}
            rows={data}
            keyOf={(key) => key.id}
            empty={say("keys-empty")}
            columns={[
              { head: say("name"), cell: ({ name }) => name },
              { head: say("id"), cell: (key) => <code>{key.id}</code> },
              { head: say("scopes"), cell: ({ scopes }) => <ScopeWords of={scopes} /> },
              { head: say("since"), cell: ({ createdAt }) => day(createdAt) },
              { head: say("actions"), cell: (key) => <KeyMoves of={key} /> },
            ]}
          />
        )}
      </Answer>
    </Section>
  );
}

function KeyMoves({ of }: { readonly of: Schemas["ApiKey"] }) {
  const say = useText();
  const { day } = useFormats();
  const mayGive = useMayGive();
  if (of.revokedAt !== null) return say("revoked", { day: day(of.revokedAt) });
  if (!mayGive(of.scopes)) return null;
  return (
    <Granted to="delete /v1/programs/{program}/api-keys/{id}">
      <RevokeKey of={of} />
    </Granted>
  );
}

function NewKey({ onClose }: { readonly onClose: () => void }) {
  const say = useText();
  const { id } = useProgram();
  const client = useQueryClient();
  const mayGive = useMayGive();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(DEFAULT_SCOPES.filter((scope) => mayGive([scope])));
  const make = queries.useMutation("post", "/v1/programs/{program}/api-keys", {
    onSuccess: async () => await client.invalidateQueries(),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    make.mutate({ params: { path: { program: id } }, body: { name: name.trim(), scopes: [...scopes] } });
  };
  const toggle = (scope: Scope): void =>
    setScopes(scopes.includes(scope) ? scopes.filter((one) => one !== scope) : [...scopes, scope]);
  const key = make.data?.key;
  return (
    <Dialog
      title={say("new-key")}
      isBusy={make.isPending}
      closing={key === undefined ? "cancel" : "close"}
      onClose={onClose}
    >
      {key === undefined ? (
        <form onSubmit={submit}>
          <TextInput
            label={say("name")}
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Scopes chosen={scopes} onToggle={toggle} />
          <NotDone error={make.error} />
          <Button type="submit" mt="md" loading={make.isPending}>
            {say("new-key")}
          </Button>
        </form>
      ) : (
        <ShownOnce text={say("key-once")} secret={key} />
      )}
    </Dialog>
  );
}

function ScopeWords({ of }: { readonly of: readonly Scope[] }) {
  const say = useText();
  return of.map((scope) => (
    <div key={scope}>
      {say(`scope-${scope}`)} <small>{scope}</small>
    </div>
  ));
}

interface ScopesProps {
  readonly chosen: readonly Scope[];
  readonly onToggle: (scope: Scope) => void;
}

function Scopes({ chosen, onToggle }: ScopesProps) {
  const say = useText();
  const mayGive = useMayGive();
  return (
    <fieldset>
      <legend>{say("scopes")}</legend>
      {SCOPES.filter((scope) => mayGive([scope])).map((scope) => (
        <Checkbox
          key={scope}
          mt="xs"
          label={`${scope}: ${say(`scope-${scope}`)}`}
          checked={chosen.includes(scope)}
          onChange={() => onToggle(scope)}
        />
      ))}
    </fieldset>
  );
}
