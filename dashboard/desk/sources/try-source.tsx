/** Says what would be made of a body that a checkout sends, before any comes: nothing is recorded. */
import { Button, NativeSelect, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { queries, type Schemas, type SourceName } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Refused } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { useProgram } from "../shell/program.tsx";
import css from "./try-source.module.css";

type Tried = Schemas["TriedWebhook"];

/** A line each, as `Name: value`. Lines that are none are left to the API, which says so. */
function headersOf(typed: string): Record<string, string> {
  const lines = typed.split("\n").filter((line) => line.trim() !== "");
  return Object.fromEntries(
    lines.map((line) => {
      const [name = "", ...value] = line.split(":");
      return [name.trim(), value.join(":").trim()];
    }),
  );
}

/** JSON where it is; some vendors send other text. */
function bodyOf(typed: string): unknown {
  try {
    return JSON.parse(typed) as unknown;
  } catch {
    return typed;
  }
}

export function TrySource({ sources }: { readonly sources: readonly string[] }) {
  const say = useText();
  const { id } = useProgram();
  const [source, setSource] = useState(sources[0] ?? "");
  const [typed, setTyped] = useState("");
  const [headers, setHeaders] = useState("");
  const trial = queries.useMutation("post", "/v1/programs/{program}/sources/{source}/try");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const params = { path: { program: id, source: source as SourceName } };
    trial.mutate({ params, body: { body: bodyOf(typed), headers: headersOf(headers) } });
  };
  return (
    <form onSubmit={submit}>
      <p>{say("try-source-about")}</p>
      <NativeSelect
        label={say("source")}
        value={source}
        onChange={(event) => setSource(event.currentTarget.value)}
        data={[...sources]}
      />
      <Textarea
        mt="sm"
        label={say("try-source-body")}
        description={say("try-source-body-hint")}
        required
        rows={6}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Textarea
        mt="sm"
        label={say("try-source-headers")}
        description={say("try-source-headers-hint")}
        value={headers}
        onChange={(event) => setHeaders(event.currentTarget.value)}
      />
      <Refused error={trial.error} text={say("refused")} />
      <Button type="submit" mt="md" variant="default" loading={trial.isPending}>
        {say("try-source")}
      </Button>
      {trial.data === undefined ? null : <WhatFollows of={trial.data} />}
    </form>
  );
}

function WhatFollows({ of }: { readonly of: Tried }) {
  const say = useText();
  const rows = of.messages.map((message, place) => ({ ...message, place }));
  const why = ({ reason, code, errors = [] }: Tried["messages"][number]) =>
    [reason ?? code ?? "", ...errors.map(({ path, message }) => `${path}: ${message}`)]
      .filter(Boolean)
      .join("; ");
  return (
    <div role="status">
      <DataTable
        label={say("try-source-result")}
        rows={rows}
        keyOf={({ place }) => String(place)}
        empty={say("try-source-nothing")}
        columns={[
          { head: say("what"), cell: ({ kind }) => say(`tried-${kind}`) },
          { head: say("order"), cell: ({ orderId }) => orderId ?? "—" },
          {
            head: say("content"),
            cell: ({ content, belongsTo }) =>
              content === undefined ? (
                (belongsTo ?? "—")
              ) : (
                <pre className={css["content"]}>{textOf(content)}</pre>
              ),
          },
          { head: say("reason"), cell: (message) => why(message) || "—" },
        ]}
      />
    </div>
  );
}

function textOf(content: object): string {
  return JSON.stringify(content, null, 1);
}
