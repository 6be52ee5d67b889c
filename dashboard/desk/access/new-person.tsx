/** Lets a person sign in under an address, in a role. */
import { Button, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Role } from "../../../worker/access/people/roles.ts";
import { queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Dialog } from "../parts/dialog.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { useProgram } from "../shell/program.tsx";
import { RoleChoice } from "./role-choice.tsx";

export function NewPerson({ onClose }: { readonly onClose: () => void }) {
  const say = useText();
  const { id } = useProgram();
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const add = queries.useMutation("post", "/v1/programs/{program}/people", {
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    add.mutate({ params: { path: { program: id } }, body: { email: email.trim(), role } });
  };
  return (
    <Dialog title={say("add-person")} isBusy={add.isPending} onClose={onClose}>
      <form onSubmit={submit}>
        <TextInput
          type="email"
          label={say("email")}
          description={say("email-hint")}
          required
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <RoleChoice chosen={role} onChoose={setRole} />
        <NotDone error={add.error} />
        <Button type="submit" mt="md" loading={add.isPending}>
          {say("add-person")}
        </Button>
      </form>
    </Dialog>
  );
}
