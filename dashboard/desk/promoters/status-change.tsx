/** Suspends a promoter, or lets it earn again. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Refused } from "../parts/answer.tsx";
import { Dialog } from "../parts/dialog.tsx";
import { useProgram } from "../shell/program.tsx";

export function StatusChange({ promoter }: { readonly promoter: Schemas["Promoter"] }) {
  const say = useText();
  const { id } = useProgram();
  const client = useQueryClient();
  const [isOpen, setOpen] = useState(false);
  const change = queries.useMutation("patch", "/v1/programs/{program}/promoters/{id}", {
    onSuccess: async () => {
      setOpen(false);
      await client.invalidateQueries();
    },
  });
  const isActive = promoter.status === "active";
  const title = say(isActive ? "suspend" : "activate");
  const set = (): void =>
    change.mutate({
      params: { path: { program: id, id: promoter.id } },
      body: { status: isActive ? "suspended" : "active" },
    });
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {title}
      </Button>
      {isOpen ? (
        <Dialog title={title} onClose={() => setOpen(false)}>
          <p>{say(isActive ? "suspend-effect" : "activate-effect")}</p>
          <Refused error={change.error} text={say("refused")} />
          <Button loading={change.isPending} color={isActive ? "danger" : "brand"} onClick={set}>
            {title}
          </Button>
        </Dialog>
      ) : null}
    </>
  );
}
