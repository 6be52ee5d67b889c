/** What happened to an order at the shop and was not told yet. A refund, a cancellation, another amount; and that one of these was none. */
import { Button, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { amountField, amountOf } from "../../common/money.ts";
import { type TextId, useText } from "../catalogues/catalogues.ts";
import { MoveDialog } from "../parts/move-dialog.tsx";
import { useMay } from "../grants/may.ts";
import { Moves } from "../parts/page.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";
import { foretold, isOff, type Order, paidExample, refundOf, type Said } from "./foretold.ts";
import { type TellingProps, useTelling } from "./use-telling.ts";
import { CameOf } from "./what-changed.tsx";

type OrderEvent = Order["events"][number];

type Kind = "refunded" | "cancelled" | "amended";

/** What may have happened to an order as it stands. One of nothing may have commissions, which a cancellation takes back. */
function offeredFor(order: Order): readonly Kind[] {
  const kinds: Kind[] = [];
  if (order.amount > order.reversedAmount) kinds.push("refunded");
  if (order.state !== "reversed") kinds.push("cancelled");
  // Of what is called off nothing is left, whatever it is worth.
  if (!isOff(order)) kinds.push("amended");
  return kinds;
}

export function TellEvents({ order }: { readonly order: Order }) {
  const say = useText();
  const [kind, setKind] = useState<Kind | null>(null);
  const close = (): void => setKind(null);
  if (!useMay("post /v1/programs/{program}/orders/{orderId}/events")) return null;
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

/** What the order's commissions come to now. */
function keptOf({ commissions }: Order): number {
  return commissions.reduce((sum, { kept }) => sum + kept, 0);
}

interface TellDialogProps {
  readonly title: string;
  readonly effect: string;
  readonly isDestructive?: boolean;
  readonly telling: ReturnType<typeof useTelling>;
  /** Whether it can be told of the order as it is now. */
  readonly isOffered: boolean;
  readonly children?: ReactNode;
  readonly onTell: (reason: string) => void;
  readonly onClose: () => void;
}

function TellDialog({ telling, isOffered, children, onTell, ...look }: TellDialogProps) {
  const { outcome, before, seen, isPending, error } = telling;
  const isDone = outcome?.kind === "otherwise";
  return (
    <MoveDialog
      {...look}
      needsReason
      isPending={isPending}
      error={error}
      isOnce
      mayBeDone={isDone || outcome?.kind === "unknown"}
      isOver={isDone || !isOffered}
      onMove={onTell}
    >
      <CameOf outcome={outcome} before={before} now={seen} isOffered={isOffered} />
      {children}
    </MoveDialog>
  );
}

function Cancelling(props: TellingProps) {
  const say = useText();
  const { money } = useFormats();
  const telling = useTelling(props, "cancelled");
  const { seen, tell } = telling;
  const said: Said = { type: "cancelled" };
  const left = money(foretold(seen, said).reversed - seen.reversedAmount);
  return (
    <TellDialog
      title={say("tell-cancelled")}
      effect={say("tell-cancelled-effect", { left, kept: money(keptOf(seen)) })}
      isDestructive
      telling={telling}
      isOffered={offeredFor(seen).includes("cancelled")}
      onClose={props.onClose}
      onTell={(reason) => tell(said, reason)}
    />
  );
}

/** Why what was typed is not told; undefined where it is. */
function faultOf(amount: number | null, kind: "refunded" | "amended", order: Order): TextId | undefined {
  if (amount === null || amount < 0) return "no-amount";
  if (kind === "amended") return amount === order.amount ? "amount-as-before" : undefined;
  return amount === 0 || amount > order.amount - order.reversedAmount ? "amount-not-left" : undefined;
}

/** What is told of an amount as it was typed, and the sums that come of it, in words. */
function useSaid(order: Order, kind: "refunded" | "amended", amount: number | null) {
  const { money } = useFormats();
  const fault = faultOf(amount, kind, order);
  const isSaid = fault === undefined && amount !== null;
  const said: Said | null = !isSaid
    ? null
    : kind === "refunded"
      ? refundOf(order, amount)
      : { type: kind, amount };
  const after = said === null ? null : foretold(order, said);
  const sums = {
    worth: money(order.amount),
    left: money(order.amount - order.reversedAmount),
    kept: money(keptOf(order)),
    amount: isSaid ? money(amount) : "…",
    reversed: after === null ? "…" : money(after.reversed),
    rest: after === null ? "…" : money(after.worth - after.reversed),
  };
  return { fault, said, sums };
}

function OfAmount({ order, kind, onClose }: TellingProps & { readonly kind: "refunded" | "amended" }) {
  const say = useText();
  const { currency } = useProgram();
  const telling = useTelling({ order, onClose }, kind);
  const { seen, tell } = telling;
  const first = kind === "refunded" ? seen.amount - seen.reversedAmount : seen.amount;
  const [typed, setTyped] = useState(() => amountField(first, currency));
  const [isAsked, setAsked] = useState(false);
  const { fault, said, sums } = useSaid(seen, kind, amountOf(typed, currency));
  return (
    <TellDialog
      title={say(`tell-${kind}`)}
      effect={say(`tell-${kind}-effect`, sums)}
      isDestructive
      telling={telling}
      isOffered={offeredFor(seen).includes(kind)}
      onClose={onClose}
      onTell={(reason) => {
        setAsked(true);
        if (said !== null) tell(said, reason);
      }}
    >
      <OfWhat order={seen} kind={kind} said={said} />
      <TextInput
        mb="sm"
        inputMode="decimal"
        label={say(`tell-${kind}-amount`, { currency })}
        description={paidExample(seen) === null ? say(`tell-${kind}-base`, sums) : undefined}
        value={typed}
        onChange={(event) => {
          setAsked(true);
          setTyped(event.currentTarget.value);
        }}
        error={isAsked && fault !== undefined ? say(fault, sums) : undefined}
        required
      />
    </TellDialog>
  );
}

interface OfWhatProps {
  readonly order: Order;
  readonly kind: "refunded" | "amended";
  readonly said: Said | null;
}

/** Which sum the amount is of, where there are two, and that a refund is told as a total, where that is so. */
function OfWhat({ order, kind, said }: OfWhatProps) {
  const say = useText();
  const { money } = useFormats();
  const example = paidExample(order);
  const total = said?.refundedTotal;
  return (
    <>
      {example === null ? null : (
        <p>
          {say(`tell-${kind}-of`, {
            worth: money(order.amount),
            paid: money(example.paid),
            example: money(example.amount),
            part: money(example.part),
          })}
        </p>
      )}
      {total === undefined ? null : <p>{say("tell-refunded-as-total", { total: money(total) })}</p>}
    </>
  );
}

/** Whether an event took something back, and still counts. */
function isVoidable({ eventId, type }: OrderEvent, events: readonly OrderEvent[]): boolean {
  if (type !== "refunded" && type !== "cancelled") return false;
  return !events.some(({ voids }) => voids === eventId);
}

export function VoidEvent({ order, event }: { readonly order: Order; readonly event: OrderEvent }) {
  const say = useText();
  const [isOpen, setOpen] = useState(false);
  // A dialog that is open says itself that the event was voided meanwhile.
  if (!isOpen && !isVoidable(event, order.events)) return null;
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
  const { eventId, type } = event;
  const telling = useTelling({ order, onClose }, `void ${eventId}`);
  const { seen, tell } = telling;
  const said: Said = { type: "refund_voided", voids: eventId };
  const after = foretold(seen, said).reversed;
  const back = seen.reversedAmount - after;
  const sums = { amount: money(back), reversed: money(after), kept: money(keptOf(seen)) };
  return (
    <TellDialog
      title={say(type === "cancelled" ? "tell-void-cancelled" : "tell-void-refunded")}
      effect={say(back === 0 ? "tell-void-nothing" : "tell-void-part", sums)}
      telling={telling}
      isOffered={isVoidable(event, seen.events)}
      onClose={onClose}
      onTell={(reason) => tell(said, reason)}
    />
  );
}
