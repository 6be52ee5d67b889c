/** What happened to an order at the shop and was not told yet: a refund, a cancellation, another amount; and that one of these was none. */
import { Button, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { newIdempotencyKey, queries, type Schemas } from "../../common/api/client.ts";
import { amountField, amountOf } from "../../common/money.ts";
import { type TextId, useText } from "../catalogues/catalogues.ts";
import { MoveDialog } from "../parts/move-dialog.tsx";
import { useMay } from "../parts/may.ts";
import { Moves } from "../parts/page.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";

type Order = Schemas["Order"];
type OrderEvent = Order["events"][number];
type Said = Pick<Schemas["OrderEvent"], "type" | "amount" | "voids">;

/** What may have happened to an order as it stands. One of nothing may have commissions, which a cancellation takes back. */
function offeredFor({ amount, reversedAmount, state }: Order) {
  const refunded = amount > reversedAmount ? (["refunded"] as const) : [];
  const cancelled = state === "reversed" ? [] : (["cancelled"] as const);
  return [...refunded, ...cancelled, "amended"] as const;
}

type Kind = ReturnType<typeof offeredFor>[number];

export function TellEvents({ order }: { readonly order: Order }) {
  const say = useText();
  const [kind, setKind] = useState<Kind | null>(null);
  const close = (): void => setKind(null);
  if (!useMay("orders")) return null;
  return (
    <Moves>
      {offeredFor(order).map((one) => (
        <Button key={one} size="xs" variant="default" onClick={() => setKind(one)}>
          {say(`tell-${one}`)}
        </Button>
      ))}
      {kind === "cancelled" ? <Cancelling order={order} onClose={close} /> : null}
      {kind === "refunded" || kind === "amended" ? (
        <OfAmount order={order} kind={kind} onClose={close} />
      ) : null}
    </Moves>
  );
}

interface TellingProps {
  readonly order: Order;
  readonly onClose: () => void;
}

/** Tells an event once, however often it is pressed: under one id. */
function useTelling({ order, onClose }: TellingProps) {
  const { id } = useProgram();
  const client = useQueryClient();
  const [eventId] = useState(() => `desk-${newIdempotencyKey()}`);
  const telling = queries.useMutation("post", "/v1/programs/{program}/orders/{orderId}/events", {
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries();
    },
  });
  const params = { path: { program: id, orderId: order.orderId } };
  return {
    tell: (said: Said, reason: string) => telling.mutate({ params, body: { ...said, eventId, reason } }),
    isPending: telling.isPending,
    error: telling.error,
  };
}

/** What the order's commissions come to now. */
function keptOf({ commissions }: Order): number {
  return commissions.reduce((sum, { kept }) => sum + kept, 0);
}

function Cancelling(props: TellingProps) {
  const say = useText();
  const { money } = useFormats();
  const { tell, ...telling } = useTelling(props);
  const { order, onClose } = props;
  const left = money(order.amount - order.reversedAmount);
  return (
    <MoveDialog
      title={say("tell-cancelled")}
      effect={say("tell-cancelled-effect", { left, kept: money(keptOf(order)) })}
      isDestructive
      needsReason
      {...telling}
      onClose={onClose}
      onMove={(reason) => tell({ type: "cancelled" }, reason)}
    />
  );
}

/** Why what was typed is not told; undefined where it is. */
function faultOf(amount: number | null, kind: "refunded" | "amended", order: Order): TextId | undefined {
  if (amount === null || amount < 0) return "no-amount";
  if (kind === "amended") return amount === order.amount ? "amount-as-before" : undefined;
  return amount === 0 || amount > order.amount - order.reversedAmount ? "amount-not-left" : undefined;
}

function OfAmount({ order, kind, onClose }: TellingProps & { readonly kind: "refunded" | "amended" }) {
  const say = useText();
  const { currency } = useProgram();
  const { money } = useFormats();
  const { tell, ...telling } = useTelling({ order, onClose });
  const left = order.amount - order.reversedAmount;
  const [typed, setTyped] = useState(amountField(kind === "refunded" ? left : order.amount, currency));
  const [isAsked, setAsked] = useState(false);
  const amount = amountOf(typed, currency);
  const fault = faultOf(amount, kind, order);
  const said = fault === undefined && amount !== null ? amount : null;
  const sums = {
    worth: money(order.amount),
    left: money(left),
    kept: money(keptOf(order)),
    amount: said === null ? "…" : money(said),
    rest: said === null ? "…" : money(left - said),
  };
  return (
    <MoveDialog
      title={say(`tell-${kind}`)}
      effect={say(`tell-${kind}-effect`, sums)}
      isDestructive
      needsReason
      {...telling}
      onClose={onClose}
      onMove={(reason) => {
        setAsked(true);
        if (said !== null) tell({ type: kind, amount: said }, reason);
      }}
    >
      <TextInput
        mb="sm"
        inputMode="decimal"
        label={say(`tell-${kind}-amount`, { currency })}
        value={typed}
        onChange={(event) => {
          setAsked(true);
          setTyped(event.currentTarget.value);
        }}
        error={isAsked && fault !== undefined ? say(fault, sums) : undefined}
        required
      />
    </MoveDialog>
  );
}

/** Whether an event took something back, and still counts. */
function isVoidable({ eventId, type }: OrderEvent, events: readonly OrderEvent[]): boolean {
  if (type !== "refunded" && type !== "cancelled") return false;
  return !events.some(({ voids }) => voids === eventId);
}

/** Whether nothing else took anything back. */
function isAlone({ eventId }: OrderEvent, events: readonly OrderEvent[]): boolean {
  return !events.some((one) => one.eventId !== eventId && isVoidable(one, events));
}

export function VoidEvent({ order, event }: { readonly order: Order; readonly event: OrderEvent }) {
  const say = useText();
  const [isOpen, setOpen] = useState(false);
  if (!isVoidable(event, order.events)) return null;
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
        {say(event.type === "cancelled" ? "tell-void-cancelled" : "tell-void-refunded")}
      </Button>
      {isOpen ? <Voiding order={order} event={event} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Voiding({ order, event, onClose }: TellingProps & { readonly event: OrderEvent }) {
  const say = useText();
  const { money } = useFormats();
  const { tell, ...telling } = useTelling({ order, onClose });
  const { eventId, type, amount, ofPaid, refundedTotal, payment } = event;
  // By what was paid, or as a total, it took another part of the order than its sum.
  const isOther = ofPaid === true || refundedTotal !== undefined || payment !== undefined;
  const isPart = amount !== undefined && !isOther && isAlone(event, order.events);
  const sums = { amount: money(amount ?? order.reversedAmount), kept: money(keptOf(order)) };
  return (
    <MoveDialog
      title={say(type === "cancelled" ? "tell-void-cancelled" : "tell-void-refunded")}
      effect={say(isPart ? "tell-void-part" : "tell-void-all", sums)}
      needsReason
      {...telling}
      onClose={onClose}
      onMove={(reason) => tell({ type: "refund_voided", voids: eventId }, reason)}
    />
  );
}
