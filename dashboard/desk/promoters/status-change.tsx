/** Suspends a promoter, or lets it earn again: says before what becomes of the money, and why it was done is kept. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Answer } from "../parts/answer.tsx";
import { MoveDialog } from "../parts/move-dialog.tsx";
import { Facts } from "../parts/page.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";

type Promoter = Schemas["Promoter"];

export function StatusChange({ promoter }: { readonly promoter: Promoter }) {
  const say = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {say(promoter.status === "active" ? "suspend" : "activate")}
      </Button>
      {isOpen ? <Changing promoter={promoter} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

interface ChangingProps {
  readonly promoter: Promoter;
  readonly onClose: () => void;
}

function Changing({ promoter, onClose }: ChangingProps) {
  const say = useText();
  const { id } = useProgram();
  const client = useQueryClient();
  const change = queries.useMutation("patch", "/v1/programs/{program}/promoters/{id}", {
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries();
    },
  });
  // What the dialog was opened for: an answer that comes meanwhile does not turn it around.
  const [isActive] = useState(promoter.status === "active");
  return (
    <MoveDialog
      title={say(isActive ? "suspend" : "activate")}
      effect={say(isActive ? "suspend-effect" : "activate-effect")}
      isDestructive={isActive}
      needsReason={isActive}
      isPending={change.isPending}
      error={change.error}
      onClose={onClose}
      onMove={(reason) =>
        change.mutate({
          params: { path: { program: id, id: promoter.id } },
          body: { status: isActive ? "suspended" : "active", ...(reason === "" ? {} : { reason }) },
        })
      }
    >
      {isActive ? <WhatStays promoter={promoter} /> : null}
    </MoveDialog>
  );
}

/** What the promoter has, and what becomes of each sum. */
function WhatStays({ promoter }: { readonly promoter: Promoter }) {
  const say = useText();
  const { id } = useProgram();
  const { money } = useFormats();
  const params = { path: { program: id, id: promoter.id } };
  const wallet = queries.useQuery("get", "/v1/programs/{program}/promoters/{id}/wallet", { params });
  return (
    <Answer of={wallet}>
      {({ pending, held, available, reserved, debt }) => (
        <Facts
          of={[
            [say("order-pending"), say("suspend-pending", { amount: money(pending) })],
            [say("order-held"), say("suspend-held", { amount: money(held) })],
            [say("order-available"), say("suspend-available", { amount: money(available) })],
            [say("wallet-reserved"), say("suspend-reserved", { amount: money(reserved) })],
            ...(debt === 0 ? [] : ([[say("wallet-debt"), money(debt)]] as const)),
          ]}
        />
      )}
    </Answer>
  );
}
