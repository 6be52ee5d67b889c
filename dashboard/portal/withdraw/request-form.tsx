/** Requests a payout. One key stands for one intention: a second press, or a try after a lost answer, requests nothing more. */
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { newIdempotencyKey, queries } from "../../common/api/client.ts";
import { problemOf } from "../../common/api/problem.ts";
import { amountField, amountOf } from "../../common/money.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Banner } from "../parts/answer.tsx";
import { Refused } from "../parts/refused.tsx";
import { Field } from "../parts/field.tsx";
import { useFormats, useOwnPath, usePlace } from "../shell/program.tsx";

/** Minor units, as they are typed in the currency of the program: some have no point. */
const EXAMPLE = 1_250;

interface RequestFormProps {
  /** Minor units. */
  readonly requestable: number;
  readonly minPayout: number;
}

export function RequestForm({ requestable, minPayout }: RequestFormProps) {
  const say = useText();
  const { money } = useFormats();
  const { currency } = usePlace().look;
  const [typed, setTyped] = useState(amountField(requestable, currency));
  const [isAsked, setAsked] = useState(false);
  const amount = amountOf(typed, currency);
  const isTooMuch = amount !== null && amount > requestable;
  const isTooLittle = amount !== null && amount < minPayout;
  const fault = isTooMuch
    ? say("at-most", { amount: money(requestable) })
    : isTooLittle
      ? say("at-least", { amount: money(minPayout) })
      : amount === null
        ? say("no-amount", { example: amountField(EXAMPLE, currency) })
        : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (fault === undefined) setAsked(true);
  };
  if (isAsked && amount !== null) return <Confirm amount={amount} onBack={() => setAsked(false)} />;
  return (
    <form onSubmit={submit} noValidate>
      <Field
        label={say("amount")}
        hint={say("amount-hint", { amount: money(requestable), minimum: money(minPayout) })}
        fault={fault}
        inputMode="decimal"
        autoComplete="off"
        required
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <button type="submit" className="main">
        {say("continue")}
      </button>
    </form>
  );
}

interface ConfirmProps {
  readonly amount: number;
  readonly onBack: () => void;
}

/** Says what will happen with the sum, before it does. */
function Confirm({ amount, onBack }: ConfirmProps) {
  const say = useText();
  const { money } = useFormats();
  const path = useOwnPath();
  const client = useQueryClient();
  const [key] = useState(newIdempotencyKey);
  const request = queries.useMutation("post", "/v1/programs/{program}/promoters/{id}/payouts", {
    onSettled: async () => await client.invalidateQueries(),
  });
  const send = (): void => {
    request.mutate({ params: { path, header: { "Idempotency-Key": key } }, body: { amount } });
  };
  if (request.data !== undefined) {
    return <Banner tone="good" text={say("requested", { amount: money(request.data.net) })} />;
  }
  // Only an answer that did not come leaves open whether it was done: then the same key asks again.
  const isOpen = problemOf(request.error).status === 0;
  return (
    <div role="group" aria-label={say("confirm-request")}>
      <p>
        <strong>{say("confirm-sum", { amount: money(amount) })}</strong>
      </p>
      <Refused error={request.error} text={say("refused")} {...(isOpen ? { onRetry: send } : {})} />
      <div className="buttons">
        <button type="button" className="main" autoFocus disabled={request.isPending} onClick={send}>
          {say("confirm-request")}
        </button>
        <button type="button" disabled={request.isPending} onClick={onBack}>
          {say("back")}
        </button>
      </div>
    </div>
  );
}
