/** Revokes a key: whoever calls by it, and whoever is signed in by it, is out at once. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Refused } from "../parts/answer.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { useProgram } from "../shell/program.tsx";

export function RevokeKey({ of }: { readonly of: Schemas["ApiKey"] }) {
  const say = useText();
  const { id } = useProgram();
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const revoke = queries.useMutation("delete", "/v1/programs/{program}/api-keys/{id}", {
    onSuccess: async () => {
      setOpen(false);
      await client.invalidateQueries();
    },
  });
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
        {say("revoke")}
      </Button>
      {isOpen ? (
        <Dialog title={say("revoke")} onClose={() => setOpen(false)}>
          <p>{say("revoke-effect", { name: of.name })}</p>
          <Refused error={revoke.error} text={say("refused")} />
          <Button
            color="danger"
            loading={revoke.isPending}
            onClick={() => revoke.mutate({ params: { path: { program: id, id: of.id } } })}
          >
            {say("revoke")}
          </Button>
        </Dialog>
      ) : null}
    </>
  );
}
