/** The settings of a program: what each means and when it counts from. Those that are changed most have a form. */
import { Button, NativeSelect, TextInput, type TextInputProps } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { queries } from "../../common/api/client.ts";
import { amountField, amountOf } from "../../common/money.ts";
import { rateField, rateOf } from "../../common/rates.ts";
import { type TextId, useText } from "../catalogues/catalogues.ts";
import { GrantedChange } from "../grants/granted.tsx";
import { Banner } from "../parts/answer.tsx";
import { changesIn } from "../parts/changes-in.ts";
import { durationDays } from "./duration-days.ts";
import { useInForce } from "../parts/in-force.ts";
import { KeptDraft } from "../drafts/kept-draft.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { Facts, Page, Section } from "../parts/page.tsx";
import { type Program, useFormats, useProgram } from "../shell/program.tsx";
import { WechatPayouts } from "./wechat-payouts.tsx";

export function SettingsPage() {
  const say = useText();
  const program = useProgram();
  const { rate } = useFormats();
  const duration = useDuration();
  const inForce = useInForce();
  return (
    <Page title={say("section-settings")} about={inForce(program)}>
      <Section title={say("program")}>
        <Facts
          of={[
            [say("id"), program.id],
            [say("currency"), program.currency],
            [say("timezone"), program.timezone],
            [say("model"), say(MODELS[program.attribution.model])],
            [say("lookback"), duration(program.attribution.clickLookback)],
            [say("hold-period"), duration(program.settlement.holdPeriod)],
            [say("levels-paid"), program.commission.maxLevels],
            [say("cap"), rate(program.commission.capBps)],
            [say("fraud-mode"), say(`fraud-${program.fraud.mode}`)],
          ]}
        />
      </Section>
      <Section title={say("change-settings")}>
        <GrantedChange to="patch /v1/programs/{program}">
          <KeptDraft newest={program}>
            {(begun, hold) => <SettingsForm program={begun} hold={hold} />}
          </KeptDraft>
        </GrantedChange>
      </Section>
      <WechatPayouts />
    </Page>
  );
}

/** Whole days as people say them, others as the API writes them. */
function useDuration(): (duration: string) => string {
  const say = useText();
  return (duration) => {
    const count = durationDays(duration);
    return count === null ? duration : say("duration-days", { count });
  };
}

const APPROVALS = ["1", "2"] as const;
/** Every model of the API, as it is called: without one of them the types do not hold. */
const MODELS: Readonly<Record<Program["attribution"]["model"], TextId>> = {
  last_click: "model-last_click",
  first_click: "model-first_click",
  linear: "model-linear",
  time_decay: "model-time_decay",
  position_based: "model-position_based",
};

function fieldsOf(program: Program) {
  const { name, allowedHosts, shareOrigin, attribution, settlement, commission, currency } = program;
  return {
    name,
    allowedHosts: allowedHosts.join(", "),
    shareOrigin: shareOrigin ?? "",
    model: attribution.model as string,
    clickLookback: attribution.clickLookback,
    holdPeriod: settlement.holdPeriod,
    minPayout: amountField(settlement.minPayout ?? 0, currency),
    approvals: String(settlement.payoutApprovals),
    cap: rateField(commission.capBps),
  };
}

type Fields = ReturnType<typeof fieldsOf>;

/** What is typed, as a merge patch; null while an amount or a rate is none. */
function patchOf(fields: Fields, currency: string): Record<string, unknown> | null {
  const [minPayout, capBps] = [amountOf(fields.minPayout, currency), rateOf(fields.cap)];
  if (minPayout === null || capBps === null) return null;
  return {
    name: fields.name.trim(),
    allowedHosts: fields.allowedHosts.split(/[\s,]+/).filter((host) => host !== ""),
    shareOrigin: fields.shareOrigin.trim() === "" ? null : fields.shareOrigin.trim(),
    attribution: { model: fields.model, clickLookback: fields.clickLookback.trim() },
    settlement: {
      holdPeriod: fields.holdPeriod.trim(),
      minPayout,
      payoutApprovals: Number(fields.approvals),
    },
    commission: { capBps },
  };
}

interface SettingsFormProps {
  readonly program: Program;
  /** Told of what is typed, and that it was saved. */
  readonly hold: (isTyped: boolean) => void;
}

function SettingsForm({ program, hold }: SettingsFormProps) {
  const say = useText();
  const client = useQueryClient();
  const [began, setBegan] = useState(() => patchOf(fieldsOf(program), program.currency) ?? {});
  const [fields, setFields] = useState(() => fieldsOf(program));
  const change = queries.useMutation("patch", "/v1/programs/{program}", {
    onSuccess: async () => {
      hold(false);
      await client.invalidateQueries();
    },
  });
  const patch = patchOf(fields, program.currency);
  const type = (typed: Fields): void => {
    hold(true);
    setFields(typed);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const params = { path: { program: program.id } };
    // What was saved before is no word on what cannot be saved.
    if (patch === null) change.reset();
    else change.mutate({ params, body: changesIn(began, patch) }, { onSuccess: () => setBegan(patch) });
  };
  return (
    <form onSubmit={submit}>
      <SettingsFields fields={fields} onChange={type} />
      <NotDone error={change.error} />
      {change.isSuccess ? <Banner tone="good" text={say("saved")} /> : null}
      <Button type="submit" mt="md" loading={change.isPending}>
        {say("save")}
      </Button>
    </form>
  );
}

interface SettingsFieldsProps {
  readonly fields: Fields;
  readonly onChange: (fields: Fields) => void;
}

function SettingsFields({ fields, onChange }: SettingsFieldsProps) {
  const say = useText();
  const field = (name: keyof Fields) => ({
    mt: "sm",
    value: fields[name],
    onChange: (event: { currentTarget: { value: string } }) =>
      onChange({ ...fields, [name]: event.currentTarget.value }),
    required: true,
  });
  return (
    <>
      <TextInput label={say("name")} {...field("name")} />
      <TextInput
        label={say("hosts")}
        description={say("hosts-hint")}
        {...field("allowedHosts")}
        required={false}
      />
      <TextInput
        label={say("share-host")}
        description={say("share-host-hint")}
        {...field("shareOrigin")}
        required={false}
      />
      <NativeSelect
        label={say("model")}
        description={say("from-now")}
        data={Object.entries(MODELS).map(([value, text]) => ({ value, label: say(text) }))}
        {...field("model")}
      />
      <TextInput label={say("lookback")} description={say("lookback-hint")} {...field("clickLookback")} />
      <TextInput label={say("hold-period")} description={say("hold-period-hint")} {...field("holdPeriod")} />
      <AmountFields field={field} fields={fields} />
      <NativeSelect
        label={say("payout-approvals")}
        description={say("payout-approvals-hint")}
        data={APPROVALS.map((value) => ({ value, label: say(`payout-approvals-${value}`) }))}
        {...field("approvals")}
      />
    </>
  );
}

interface AmountFieldsProps {
  readonly fields: Fields;
  readonly field: (name: keyof Fields) => TextInputProps;
}

function AmountFields({ fields, field }: AmountFieldsProps) {
  const say = useText();
  const { currency } = useProgram();
  const isAmount = amountOf(fields.minPayout, currency) !== null;
  const isRate = rateOf(fields.cap) !== null;
  return (
    <>
      <TextInput
        label={say("min-payout", { currency })}
        inputMode="decimal"
        error={isAmount ? undefined : say("no-amount")}
        {...field("minPayout")}
      />
      <TextInput
        label={say("cap")}
        description={say("cap-hint")}
        inputMode="decimal"
        error={isRate ? undefined : say("no-rate")}
        {...field("cap")}
      />
    </>
  );
}
