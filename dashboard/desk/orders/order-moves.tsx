/** What a person can do with an order: look at it longer, let it go on, take its commissions back, or release them. */
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { newIdempotencyKey, queries } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { useMay } from "../grants/may.ts";
import { MoveDialog } from "../parts/move-dialog.tsx";
import { Moves } from "../parts/page.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";
import type { Order } from "./foretold.ts";
import { effectOf, type Move, movesOf } from "./moves-of.ts";

export function OrderMoves({ order }: { readonly order: Order }) {
  const say = useText();
  const [move, setMove] = useState<Move | null>(null);
  if (!useMay("post /v1/programs/{program}/orders/{orderId}/{move}")) return null;
  return (
    <Moves>
      {movesOf(order).map((one) => (
        <Button key={one} size="xs" variant="default" onClick={() => setMove(one)}>
          {say(`order-move-${one}`)}
        </Button>
      ))}
      {move === null ? null : <Moving order={order} move={move} onClose={() => setMove(null)} />}
    </Moves>
  );
}

interface MovingProps {
  readonly order: Order;
  readonly move: Move;
  readonly onClose: () => void;
}

function Moving({ order, move, onClose }: MovingProps) {
  const say = useText();
  const { id } = useProgram();
  const { money } = useFormats();
  const client = useQueryClient();
  // Pressed twice, it is one move.
  const [key] = useState(newIdempotencyKey);
  const moving = queries.useMutation("post", "/v1/programs/{program}/orders/{orderId}/{move}", {
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries();
    },
  });
  const kept = order.commissions.reduce((sum, commission) => sum + commission.kept, 0);
  return (
    <MoveDialog
      title={say(`order-move-${move}`)}
      effect={say(effectOf(move, order), { kept: money(kept) })}
      isDestructive={move === "reverse"}
      needsReason
      isPending={moving.isPending}
      error={moving.error}
      isOnce
      onClose={onClose}
      onMove={(reason) =>
        moving.mutate({
          params: { path: { program: id, orderId: order.orderId, move }, header: { "Idempotency-Key": key } },
          body: { reason },
        })
      }
    />
  );
}
