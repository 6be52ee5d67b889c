/** Makes a material, or changes one. What is flagged in it is said before the dialog closes. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { Answer, Banner } from "../parts/answer.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { useProgram } from "../shell/program.tsx";
import { bodyOf, type Draft, draftOf, type Material, type MaterialBody, NOTHING } from "./draft-material.ts";
import { FlaggedWords } from "./flagged-words.tsx";
import { MaterialFields } from "./material-fields.tsx";

export function NewMaterial() {
  const say = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <Granted to="post /v1/programs/{program}/materials">
      <Button onClick={() => setOpen(true)}>{say("new-material")}</Button>
      {isOpen ? <NewMaterialDialog onClose={() => setOpen(false)} /> : null}
    </Granted>
  );
}

function NewMaterialDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useText();
  const { id } = useProgram();
  const client = useQueryClient();
  const make = queries.useMutation("post", "/v1/programs/{program}/materials", {
    onSuccess: async () => await client.invalidateQueries(),
  });
  return (
    <Dialog
      title={say("new-material")}
      isBusy={make.isPending}
      closing={make.data === undefined ? "cancel" : "close"}
      onClose={onClose}
    >
      {make.data === undefined ? (
        <MaterialForm
          first={NOTHING}
          isPending={make.isPending}
          error={make.error}
          onSend={(body) => make.mutate({ params: { path: { program: id } }, body })}
        />
      ) : (
        <Saved material={make.data} />
      )}
    </Dialog>
  );
}

export function ChangeMaterial({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const say = useText();
  const program = useProgram();
  const client = useQueryClient();
  const path = { program: program.id, id };
  const material = queries.useQuery("get", "/v1/programs/{program}/materials/{id}", { params: { path } });
  const replace = queries.useMutation("put", "/v1/programs/{program}/materials/{id}", {
    onSuccess: async () => await client.invalidateQueries(),
  });
  return (
    <Dialog
      title={say("change-material")}
      isBusy={replace.isPending}
      closing={replace.data === undefined ? "cancel" : "close"}
      onClose={onClose}
    >
      {replace.data === undefined ? (
        <Answer of={material}>
          {(stored) => (
            <MaterialForm
              first={draftOf(stored, program)}
              isPending={replace.isPending}
              error={replace.error}
              onSend={(body) => replace.mutate({ params: { path }, body })}
            />
          )}
        </Answer>
      ) : (
        <Saved material={replace.data} />
      )}
    </Dialog>
  );
}

function Saved({ material: { flags } }: { readonly material: Material }) {
  const say = useText();
  return (
    <>
      <Banner
        tone="good"
        text={say("saved")}
        {...(flags.length === 0 ? {} : { hint: say("look-at-flags") })}
      />
      <FlaggedWords flags={flags} />
    </>
  );
}

interface MaterialFormProps {
  readonly first: Draft;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onSend: (body: MaterialBody) => void;
}

function MaterialForm({ first, isPending, error, onSend }: MaterialFormProps) {
  const say = useText();
  const program = useProgram();
  const [draft, setDraft] = useState(first);
  const body = bodyOf(draft, program);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (body !== null) onSend(body);
  };
  return (
    <form onSubmit={submit}>
      <MaterialFields draft={draft} isPriceWrong={body === null} onChange={setDraft} />
      <NotDone error={error} />
      <Button type="submit" mt="md" loading={isPending}>
        {say("save")}
      </Button>
    </form>
  );
}
