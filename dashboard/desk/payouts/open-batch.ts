/** Collects the approved payouts into a batch. Its key is one until that has worked: pressed twice, it opens one batch. */
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { newIdempotencyKey, queries } from "../../common/api/client.ts";
import { useProgram } from "../shell/program.tsx";

export function useOpenBatch() {
  const { id } = useProgram();
  const client = useQueryClient();
  const [key, setKey] = useState(newIdempotencyKey);
  const open = queries.useMutation("post", "/v1/programs/{program}/payout-batches", {
    onSuccess: async () => {
      setKey(newIdempotencyKey());
      await client.invalidateQueries();
    },
  });
  const start = (provider: "file" | "wechat"): void =>
    open.mutate({
      params: { path: { program: id }, header: { "Idempotency-Key": `${key}-${provider}` } },
      body: { provider },
    });
  return { start, isPending: open.isPending, error: open.error };
}
