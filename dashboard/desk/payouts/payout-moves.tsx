/** What can be done with a payout in its state. Each says what it does with the sum before it is done. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { problemOf } from "../../common/api/problem.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Banner } from "../parts/answer.tsx";
import { MoveDialog } from "../parts/move-dialog.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";
import { useOpenBatch } from "./open-batch.ts";

type Payout = Schemas["Payout"];

/** The moves that leave a state, by what the API allows. */
const MOVES = {
  requested: ["approve", "reject"],
  processing: ["paid", "failed"],
  paid: ["returned"],
  approved: [],
  rejected: [],
  failed: [],
  returned: [],
} as const satisfies Readonly<Record<Payout["state"], readonly string[]>>;

type Move = (typeof MOVES)[Payout["state"]][number];

/** These give the money back to the wallet. */
const GIVES_BACK = new Set<Move>(["reject", "failed", "returned"]);

export function PayoutMoves({ payout }: { readonly payout: Payout }) {
  const say = useText();
  const [move, setMove] = useState<Move | null>(null);
  return (
    <>
      {MOVES[payout.state].map((one) => (
        <Button
          key={one}
          size="compact-sm"
          me="xs"
          variant={GIVES_BACK.has(one) ? "default" : "filled"}
          onClick={() => setMove(one)}
        >
          {say(`move-${one}`)}
        </Button>
      ))}
      {move === null ? null : <Moving payout={payout} move={move} onClose={() => setMove(null)} />}
    </>
  );
}

interface MovingProps {
  readonly payout: Payout;
  readonly move: Move;
  readonly onClose: () => void;
}

function Moving({ payout, move, onClose }: MovingProps) {
  const say = useText();
  const { id, settlement } = useProgram();
  const { money } = useFormats();
  const client = useQueryClient();
  const batch = useOpenBatch();
  const isFirst = move === "approve" && settlement.payoutApprovals > 1 && payout.firstApproval === null;
  const moving = queries.useMutation("post", "/v1/programs/{program}/payouts/{id}/{move}", {
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries();
    },
  });
  const { gross, net, promoterId } = payout;
  const of = (reason: string) => ({
    params: { path: { program: id, id: payout.id, move } },
    body: reason === "" ? {} : { reason },
  });
  // The row is gone once it is approved: what follows waits for the answer, and not for the row. A refusal is shown by its error.
  const collect = (reason: string): void =>
    void moving
      .mutateAsync(of(reason))
      .then(() => batch.start("file"))
      .catch(() => null);
  const isOwn = problemOf(moving.error).code === "second_approver_needed";
  return (
    <MoveDialog
      title={say(`move-${move}`)}
      effect={say(isFirst ? "move-approve-first-effect" : `move-${move}-effect`, {
        gross: money(gross),
        net: money(net),
        promoter: promoterId,
      })}
      isDestructive={GIVES_BACK.has(move)}
      needsReason={GIVES_BACK.has(move)}
      isPending={moving.isPending}
      error={isOwn ? null : moving.error}
      onClose={onClose}
      onMove={(reason) => moving.mutate(of(reason))}
      {...(move === "approve" && !isFirst
        ? { further: say("move-approve-and-collect"), onMoveFurther: collect }
        : {})}
    >
      {isOwn ? <Banner tone="bad" text={say("refused")} hint={say("second-approver")} /> : null}
    </MoveDialog>
  );
}
