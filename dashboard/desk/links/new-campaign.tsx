/** Makes a campaign, from the beginning of its first day to the end of its last one, in the program's zone. */
import { Button, TextInput, type TextInputProps } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { queries } from "../../common/api/client.ts";
import { amountOf } from "../../common/money.ts";
import { beginOf, dayBefore } from "../../common/times.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Dialog } from "../parts/dialog.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { useProgram } from "../shell/program.tsx";

export function NewCampaign() {
  const say = useText();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button mb="sm" size="xs" onClick={() => setOpen(true)}>
        {say("new-campaign")}
      </Button>
      {isOpen ? <NewCampaignDialog onClose={() => setOpen(false)} /> : null}
    </>
  );
}

/** Undefined where nothing is typed: no limit. Null for what is no amount. */
function budgetOf(typed: string, currency: string): number | null | undefined {
  return typed.trim() === "" ? undefined : amountOf(typed, currency);
}

const NOTHING = { id: "", name: "", from: "", to: "", budget: "" };

function bodyOf({ id, name, from, to }: typeof NOTHING, zone: string, budget: number | undefined) {
  const dates = { startsAt: beginOf(from, zone), endsAt: beginOf(dayBefore(to, -1), zone) };
  return { id: id.trim(), name: name.trim(), ...dates, ...(budget === undefined ? {} : { budget }) };
}

function NewCampaignDialog({ onClose }: { readonly onClose: () => void }) {
  const say = useText();
  const { id, currency, timezone } = useProgram();
  const client = useQueryClient();
  const [fields, setFields] = useState(NOTHING);
  const make = queries.useMutation("post", "/v1/programs/{program}/campaigns", {
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries();
    },
  });
  const budget = budgetOf(fields.budget, currency);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (budget === null) return;
    make.mutate({ params: { path: { program: id } }, body: bodyOf(fields, timezone, budget) });
  };
  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      setFields({ ...fields, [name]: event.currentTarget.value }),
  });
  return (
    <Dialog title={say("new-campaign")} isBusy={make.isPending} onClose={onClose}>
      <form onSubmit={submit}>
        <TextInput label={say("id")} required {...field("id")} />
        <TextInput mt="sm" label={say("name")} required {...field("name")} />
        <Days fields={fields} field={field} />
        <TextInput
          mt="sm"
          inputMode="decimal"
          label={say("budget-in", { currency })}
          description={say("budget-hint")}
          error={budget === null ? say("no-amount") : undefined}
          {...field("budget")}
        />
        <NotDone error={make.error} />
        <Button type="submit" mt="md" loading={make.isPending}>
          {say("new-campaign")}
        </Button>
      </form>
    </Dialog>
  );
}

interface DaysProps {
  readonly fields: typeof NOTHING;
  readonly field: (name: "from" | "to") => TextInputProps;
}

function Days({ fields, field }: DaysProps) {
  const say = useText();
  const { timezone } = useProgram();
  return (
    <>
      <TextInput
        mt="sm"
        type="date"
        label={say("first-day")}
        description={say("days-in", { timezone })}
        required
        {...field("from")}
      />
      <TextInput mt="sm" type="date" label={say("last-day")} min={fields.from} required {...field("to")} />
    </>
  );
}
