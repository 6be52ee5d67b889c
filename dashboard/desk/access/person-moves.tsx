/** Gives a person another role, or removes them: either ends their sessions at once. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Role, ROLES } from "../../../worker/access/people/roles.ts";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Dialog } from "../parts/dialog.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { TakeAway } from "../parts/take-away.tsx";
import { useProgram } from "../shell/program.tsx";
import { RoleChoice } from "./role-choice.tsx";

type Person = Schemas["Person"];

interface MoveProps {
  readonly of: Person;
  readonly onClose: () => void;
}

export function ChangeRole({ of }: { readonly of: Person }) {
  const say = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
        {say("change-role")}
      </Button>
      {isOpen ? <RoleDialog of={of} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function RoleDialog({ of, onClose }: MoveProps) {
  const say = useText();
  const { id } = useProgram();
  const done = useDone(onClose);
  const [role, setRole] = useState<Role>(ROLES.find((one) => one === of.role) ?? "viewer");
  const change = queries.useMutation("patch", "/v1/programs/{program}/people/{id}", { onSuccess: done });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate({ params: { path: { program: id, id: of.id } }, body: { role } });
  };
  return (
    <Dialog title={say("change-role")} isBusy={change.isPending} onClose={onClose}>
      <form onSubmit={submit}>
        <p>{say("change-role-effect", { email: of.email })}</p>
        <RoleChoice chosen={role} onChoose={setRole} />
        <NotDone error={change.error} />
        <Button type="submit" mt="md" loading={change.isPending}>
          {say("change-role")}
        </Button>
      </form>
    </Dialog>
  );
}

export function RemovePerson({ of }: { readonly of: Person }) {
  const say = useText();
  const { id } = useProgram();
  const remove = queries.useMutation("delete", "/v1/programs/{program}/people/{id}");
  const path = { program: id, id: of.id };
  return (
    <TakeAway
      size="compact-sm"
      text={say("remove-person")}
      effect={say("remove-person-effect", { email: of.email })}
      by={remove}
      asked={(body) => ({ params: { path }, body })}
    />
  );
}

/** Closes the dialog, and asks anew for what is shown. */
function useDone(onClose: () => void): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    onClose();
    await client.invalidateQueries();
  };
}
