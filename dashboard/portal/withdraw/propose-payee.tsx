/** Proposes an account of a bank, or a user of WeChat, to be paid. What is typed is never shown again but masked. */
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Refused } from "../parts/refused.tsx";
import { Field } from "../parts/field.tsx";
import { useOwnPath } from "../shell/program.tsx";

const EMPTY = { name: "", bank: "", account: "", openId: "" };

type Fields = typeof EMPTY;
type Kind = "bank" | "wechat";

/** What the API is told: a number without the spaces that cards have, and a name only where there is one. */
function payeeOf(kind: Kind, fields: Fields): Schemas["Payee"] {
  const name = fields.name.trim();
  if (kind === "bank") {
    return { kind, name, bank: fields.bank.trim(), account: fields.account.replaceAll(/\s/g, "") };
  }
  const openId = fields.openId.trim();
  return name === "" ? { kind, openId } : { kind, openId, name };
}

export function ProposePayee({ onDone }: { readonly onDone: () => void }) {
  const say = useText();
  const path = useOwnPath();
  const client = useQueryClient();
  const [kind, setKind] = useState<Kind>("bank");
  const [fields, setFields] = useState(EMPTY);
  const propose = queries.useMutation("put", "/v1/programs/{program}/promoters/{id}/payee-proposal", {
    onSuccess: async () => {
      await client.invalidateQueries();
      onDone();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    propose.mutate({ params: { path }, body: payeeOf(kind, fields) });
  };
  return (
    <form onSubmit={submit}>
      <KindChoice kind={kind} onChange={setKind} />
      <PayeeFields kind={kind} fields={fields} onChange={setFields} />
      <p className="quiet">{say("payee-hint")}</p>
      <Refused error={propose.error} text={say("refused")} />
      <div className="buttons">
        <button type="submit" className="main" disabled={propose.isPending}>
          {say("payee-propose")}
        </button>
        <button type="button" onClick={onDone}>
          {say("back")}
        </button>
      </div>
    </form>
  );
}

interface KindChoiceProps {
  readonly kind: Kind;
  readonly onChange: (kind: Kind) => void;
}

function KindChoice({ kind, onChange }: KindChoiceProps) {
  const say = useText();
  return (
    <fieldset>
      <legend>{say("payee-kind")}</legend>
      {(["bank", "wechat"] as const).map((one) => (
        <label key={one} className="choice">
          <input type="radio" name="payee-kind" checked={kind === one} onChange={() => onChange(one)} />
          {say(`payee-${one}`)}
        </label>
      ))}
    </fieldset>
  );
}

interface PayeeFieldsProps {
  readonly kind: Kind;
  readonly fields: Fields;
  readonly onChange: (fields: Fields) => void;
}

function PayeeFields({ kind, fields, onChange }: PayeeFieldsProps) {
  const say = useText();
  const field = (name: keyof Fields) => ({
    required: true,
    value: fields[name],
    onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
      onChange({ ...fields, [name]: event.currentTarget.value }),
  });
  if (kind === "wechat") {
    return (
      <>
        <Field label={say("payee-name")} autoComplete="name" {...field("name")} required={false} />
        <Field label={say("open-id")} hint={say("open-id-hint")} {...field("openId")} />
      </>
    );
  }
  return (
    <>
      <Field label={say("payee-name")} autoComplete="name" {...field("name")} />
      <Field label={say("bank")} {...field("bank")} />
      <Field label={say("account")} autoComplete="off" {...field("account")} />
    </>
  );
}
