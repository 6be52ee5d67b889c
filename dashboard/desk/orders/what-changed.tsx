/** What came of telling an event, where that is not simply that it was told: what changed meanwhile, or what stands otherwise. */
import { useText } from "../catalogues/catalogues.ts";
import { Banner } from "../parts/answer.tsx";
import { useFormats } from "../shell/program.tsx";
import type { Order } from "./foretold.ts";
import type { Outcome } from "./tell-once.ts";

interface CameOfProps {
  readonly outcome: Outcome | null;
  /** The order before it changed; null: it did not. */
  readonly before: Order | null;
  readonly now: Order;
  /** Whether it can still be told of the order as it is now. */
  readonly isOffered: boolean;
}

export function CameOf({ outcome, before, now, isOffered }: CameOfProps) {
  const say = useText();
  const { money } = useFormats();
  if (outcome?.kind === "unread")
    return <Banner tone="bad" text={say("refused")} hint={say("tell-unread")} />;
  if (outcome?.kind === "unknown") {
    return <Banner tone="bad" text={say("unknown-done")} hint={say("unknown-done-once")} />;
  }
  if (outcome?.kind === "otherwise") {
    const { order, promised } = outcome;
    const sums = {
      worth: money(order.amount),
      reversed: money(order.reversedAmount),
      promisedWorth: money(promised.worth),
      promisedReversed: money(promised.reversed),
    };
    return <Banner tone="bad" text={say("tell-otherwise")} hint={say("tell-otherwise-sums", sums)} />;
  }
  if (before === null) return null;
  return (
    <>
      <Banner tone="bad" text={say("tell-changed")} hint={say(isOffered ? "tell-look-again" : "tell-over")} />
      <Changes before={before} now={now} />
    </>
  );
}

interface ChangesProps {
  readonly before: Order;
  readonly now: Order;
}

/** The events since, and the sums that they changed. */
function Changes({ before, now }: ChangesProps) {
  const say = useText();
  const { money, time } = useFormats();
  const known = new Set(before.events.map(({ eventId }) => eventId));
  const kept = ({ commissions }: Order) => commissions.reduce((sum, one) => sum + one.kept, 0);
  const sums = [
    [say("amount"), before.amount, now.amount],
    [say("taken-back"), before.reversedAmount, now.reversedAmount],
    [say("kept"), kept(before), kept(now)],
  ] as const;
  return (
    <ul>
      {now.events.map(({ eventId, type, amount = null, refundedTotal = amount, occurredAt, reason = "" }) =>
        known.has(eventId) ? null : (
          <li key={eventId}>
            {[
              time(occurredAt),
              say(`event-${type}`),
              refundedTotal === null ? "" : money(refundedTotal),
              reason,
            ]
              .filter((part) => part !== "")
              .join(" · ")}
          </li>
        ),
      )}
      {sums.map(([name, old, current]) =>
        old === current ? null : (
          <li key={name}>{say("tell-sum-changed", { name, before: money(old), now: money(current) })}</li>
        ),
      )}
    </ul>
  );
}
