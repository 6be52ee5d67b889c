/** Says of all payouts of a batch at once that they have arrived, once the bank has paid the batch's file. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Granted } from "../grants/granted.tsx";
import { MoveDialog } from "../parts/move-dialog.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";

const PAGE = 100;

interface Page {
  readonly data: readonly Schemas["Payout"][];
  readonly nextCursor: string | null;
}

/** Payouts of a batch that nobody has said yet how they ended. */
function usePayoutsUnderWay(batch: string) {
  const { id } = useProgram();
  const client = useQueryClient();
  return async (): Promise<string[]> => {
    const found: string[] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const query = { state: "processing" as const, limit: PAGE, ...(cursor === "" ? {} : { cursor }) };
      const params = { path: { program: id }, query };
      const page: Page = await client.fetchQuery({
        ...queries.queryOptions("get", "/v1/programs/{program}/payouts", { params }),
        staleTime: 0,
      });
      found.push(...page.data.filter(({ batchId }) => batchId === batch).map((payout) => payout.id));
      cursor = page.nextCursor;
    }
    return found;
  };
}

export function BatchPaid({ batch }: { readonly batch: Schemas["PayoutBatch"] }) {
  const say = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <Granted to="post /v1/programs/{program}/payouts/{id}/{move}">
      <Button size="compact-sm" onClick={() => setOpen(true)}>
        {say("move-paid")}
      </Button>
      {isOpen ? <SayPaid batch={batch} onClose={() => setOpen(false)} /> : null}
    </Granted>
  );
}

interface SayPaidProps {
  readonly batch: Schemas["PayoutBatch"];
  readonly onClose: () => void;
}

function SayPaid({ batch, onClose }: SayPaidProps) {
  const say = useText();
  const { id } = useProgram();
  const { money } = useFormats();
  const client = useQueryClient();
  const underWay = usePayoutsUnderWay(batch.id);
  const [failure, setFailure] = useState<unknown>(null);
  const [isPending, setPending] = useState(false);
  const [progress, setProgress] = useState<Progress | null>(null);
  const move = queries.useMutation("post", "/v1/programs/{program}/payouts/{id}/{move}");
  // A payout that is paid already stays so: whoever is interrupted says it again.
  const sayOf = async (reason: string): Promise<void> => {
    setPending(true);
    setFailure(null);
    try {
      const payouts = await underWay();
      for (const [done, payout] of payouts.entries()) {
        setProgress({ done, all: payouts.length });
        const params = { path: { program: id, id: payout, move: "paid" as const } };
        await move.mutateAsync({ params, body: reason === "" ? {} : { reason } });
      }
      onClose();
    } catch (error) {
      setFailure(error);
      setPending(false);
    }
    await client.invalidateQueries();
  };
  return (
    <MoveDialog
      title={say("move-paid")}
      effect={say("batch-paid-effect", { count: batch.count, net: money(batch.net) })}
      needsReason={false}
      isPending={isPending}
      error={failure}
      isOnce
      onClose={onClose}
      onMove={(reason) => void sayOf(reason)}
    >
      {progress === null ? null : <HowFar {...progress} />}
    </MoveDialog>
  );
}

interface Progress {
  readonly done: number;
  readonly all: number;
}

/** Of many payouts: each is said by itself. */
function HowFar({ done, all }: Progress) {
  const say = useText();
  const { count } = useFormats();
  const text = say("batch-progress", { done: count(done), all: count(all) });
  return (
    <p role="status">
      <progress max={Math.max(1, all)} value={done} aria-label={text} /> {text}
    </p>
  );
}
