/** What a dialog tells of an order, under one id for as long as it is open, and what came of it. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { answered, api, newIdempotencyKey } from "../../common/api/client.ts";
import { askAnew } from "../../common/api/query-client.ts";
import { useProgram } from "../shell/program.tsx";
import { eventIdFor, keepEventId } from "./event-ids.ts";
import type { Order, Said } from "./foretold.ts";
import { type Outcome, tellOnce } from "./tell-once.ts";

export interface TellingProps {
  readonly order: Order;
  readonly onClose: () => void;
}

/** The order's owner answers, or what it refuses is thrown. */
function useService(orderId: string) {
  const { id } = useProgram();
  const params = { path: { program: id, orderId } };
  return {
    read: async (): Promise<Order> =>
      answered(await api.GET("/v1/programs/{program}/orders/{orderId}", { params })),
    write: async (event: Said & { readonly eventId: string; readonly reason: string }): Promise<Order> => {
      const path = "/v1/programs/{program}/orders/{orderId}/events";
      const { data, error } = await api.POST(path, { params, body: event });
      if (data === undefined || !("order" in data)) throw error;
      return data.order;
    },
  };
}

/** Until it is known what became of an attempt, nothing else is said of it. */
function outcomeOf(
  { data, error }: { readonly data: Outcome | undefined; readonly error: unknown },
  mayBeDone: boolean,
): Outcome | null {
  if (data !== undefined) return data;
  return mayBeDone && error === null ? { kind: "unknown" } : null;
}

/** @param what tells this telling from others of the same order. */
export function useTelling({ order, onClose }: TellingProps, what: string) {
  const { id } = useProgram();
  const client = useQueryClient();
  const service = useService(order.orderId);
  const key = `${id} ${order.orderId} ${what}`;
  const [{ eventId, mayBeDone }, setEventId] = useState(() =>
    eventIdFor(key, order, `desk-${newIdempotencyKey()}`),
  );
  // As it was when it was last looked at: an answer that comes meanwhile does not change sums under somebody's eyes.
  const [seen, setSeen] = useState(order);
  const [before, setBefore] = useState<Order | null>(null);
  // Pressed twice before it is drawn as pressed, it is one telling: the second would close what was opened since.
  const isUnderWay = useRef(false);
  const tell = (said: Said, reason: string): void => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    telling.mutate({ said, reason });
  };
  const telling = useMutation({
    mutationFn: async ({ said, reason }: { readonly said: Said; readonly reason: string }) =>
      await tellOnce(service, { seen, said, eventId, reason, mayBeDone }),
    onSettled: () => {
      isUnderWay.current = false;
    },
    onSuccess: (outcome: Outcome) => {
      if (outcome.kind === "unknown") {
        keepEventId(key, eventId);
        setEventId({ eventId, mayBeDone: true });
      }
      setBefore(outcome.kind === "changed" ? seen : null);
      if (outcome.kind === "changed" || outcome.kind === "otherwise") setSeen(outcome.order);
      if (outcome.kind === "done") onClose();
      void askAnew(client);
    },
  });
  return {
    seen,
    /** The order before it changed, where it did. */
    before,
    outcome: outcomeOf(telling, mayBeDone),
    tell,
    isPending: telling.isPending,
    error: telling.error,
  };
}
