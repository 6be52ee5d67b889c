/** One rule: whom it is for, and what it pays at each level. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { amountOf } from "../../common/money.ts";
import { rateOf } from "../../common/rates.ts";
import { useText } from "../catalogues/catalogues.ts";
import { useProgram } from "../shell/program.tsx";
import { type DraftLevel, type DraftRule, SCOPES } from "./draft-rule.ts";
import css from "./rule-form.module.css";

interface RuleFormProps {
  readonly draft: DraftRule;
  readonly onChange: (draft: DraftRule) => void;
  readonly onRemove: () => void;
}

export function RuleForm({ draft, onChange, onRemove }: RuleFormProps) {
  const say = useText();
  const setLevel = (at: number, level: DraftLevel): void =>
    onChange({ ...draft, levels: draft.levels.map((one, place) => (place === at ? level : one)) });
  const next = draft.levels.length + 1;
  return (
    <fieldset className={css["rule"]}>
      <legend>{draft.id === "" ? say("new-rule") : draft.id}</legend>
      <RuleFields draft={draft} onChange={onChange} />
      <div className={css["fields"]}>
        {draft.levels.map((level, at) => (
          <LevelField key={level.level} level={level} onChange={(changed) => setLevel(at, changed)} />
        ))}
      </div>
      {next > 3 ? null : (
        <Button
          size="xs"
          me="xs"
          variant="default"
          onClick={() =>
            onChange({
              ...draft,
              levels: [...draft.levels, { kind: "percentage", level: next, typed: "5", rest: {} }],
            })
          }
        >
          {say("add-level", { level: next })}
        </Button>
      )}
      <Button size="xs" variant="default" onClick={onRemove}>
        {say("remove-rule")}
      </Button>
    </fieldset>
  );
}

function RuleFields({ draft, onChange }: Omit<RuleFormProps, "onRemove">) {
  const say = useText();
  return (
    <div className={css["fields"]}>
      <TextInput
        label={say("id")}
        required
        value={draft.id}
        onChange={(event) => onChange({ ...draft, id: event.currentTarget.value })}
      />
      <TextInput
        label={say("priority")}
        inputMode="numeric"
        value={draft.priority}
        onChange={(event) => onChange({ ...draft, priority: event.currentTarget.value })}
      />
      <NativeSelect
        label={say("customers")}
        value={draft.customers}
        onChange={(event) =>
          onChange({ ...draft, customers: event.currentTarget.value === "new" ? "new" : "all" })
        }
        data={[
          { value: "all", label: say("customers-all") },
          { value: "new", label: say("customers-new") },
        ]}
      />
      {SCOPES.map((name) => (
        <TextInput
          key={name}
          label={say(`scope-of-${name}`)}
          placeholder={say("any")}
          value={draft.scope[name]}
          onChange={(event) =>
            onChange({ ...draft, scope: { ...draft.scope, [name]: event.currentTarget.value } })
          }
        />
      ))}
    </div>
  );
}

interface LevelFieldProps {
  readonly level: DraftLevel;
  readonly onChange: (level: DraftLevel) => void;
}

function LevelField({ level, onChange }: LevelFieldProps) {
  const say = useText();
  const { currency } = useProgram();
  if (level.kind === "kept")
    return <p>{say("level-kept", { level: level.level, kind: say(`kind-${level.saved.kind}`) })}</p>;
  const isRate = level.kind === "percentage";
  const isValid = isRate ? rateOf(level.typed) !== null : amountOf(level.typed, currency) !== null;
  return (
    <>
      <NativeSelect
        label={say("level-pays", { level: level.level })}
        value={level.kind}
        onChange={(event) =>
          onChange({
            ...level,
            kind: event.currentTarget.value === "fixed" ? "fixed" : "percentage",
            rest: {},
          })
        }
        data={[
          { value: "percentage", label: say("kind-percentage") },
          { value: "fixed", label: say("kind-fixed") },
        ]}
      />
      <TextInput
        label={isRate ? say("percent") : say("amount-in", { currency })}
        inputMode="decimal"
        value={level.typed}
        error={isValid ? undefined : say(isRate ? "no-rate" : "no-amount")}
        onChange={(event) => onChange({ ...level, typed: event.currentTarget.value })}
      />
    </>
  );
}
