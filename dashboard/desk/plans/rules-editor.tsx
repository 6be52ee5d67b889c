/**
 * All rules of a program as forms. What was not tried on recorded orders as it stands is not saved; what was tried stands
 * beside each other.
 */
import { Button } from "@mantine/core";
import { useState } from "react";
import { answered, api, queries } from "../../common/api/client.ts";
import { beginOf, dayBefore, dayIn } from "../../common/times.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Banner, Refused } from "../parts/answer.tsx";
import { NewerVersion } from "../drafts/newer-version.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { useSaveOver } from "../drafts/use-save-over.ts";
import { useProgram } from "../shell/program.tsx";
import { type DraftRule, draftOf, newDraft, type Rule, ruleOf } from "./draft-rule.ts";
import { RuleForm } from "./rule-form.tsx";
import { SimulationResult } from "./simulation-result.tsx";
import { Tries, type Try, withTry } from "./tries.tsx";

/** Days of orders that rules are tried on. */
const TRIED = 90;

interface RulesEditorProps {
  readonly version: number;
  readonly saved: readonly Rule[];
  /** Told of what is typed, and that it was saved. */
  readonly hold: (isTyped: boolean) => void;
}

/** Saves rules over the version that they began from. */
function useSaving(version: number, onSaved: () => void) {
  const params = { path: { program: useProgram().id } };
  return useSaveOver({
    version,
    onSaved,
    read: async () => answered(await api.GET("/v1/programs/{program}/commission-rules", { params })),
    write: async (rules: readonly Rule[]) => {
      const body = { rules: [...rules] };
      answered(await api.PUT("/v1/programs/{program}/commission-rules", { params, body }));
    },
  });
}

export function RulesEditor({ version, saved, hold }: RulesEditorProps) {
  const say = useText();
  const { id, currency, timezone } = useProgram();
  const [drafts, setDrafts] = useState<readonly DraftRule[]>(() =>
    saved.map((rule, key) => draftOf(rule, key, currency)),
  );
  const [tries, setTries] = useState<readonly Try[]>([]);
  const change = (changed: readonly DraftRule[]): void => {
    hold(true);
    setDrafts(changed);
  };
  const params = { path: { program: id } };
  const simulate = queries.useMutation("post", "/v1/programs/{program}/commission-rules/simulate");
  const { save, newer } = useSaving(version, () => hold(false));
  const rules = drafts.map((draft) => ruleOf(draft, currency)).filter((rule) => rule !== null);
  const isWhole = rules.length === drafts.length;
  const text = JSON.stringify(rules);
  const tried = tries.find((one) => one.text === text);
  const tryThem = (): void => {
    const from = beginOf(dayBefore(dayIn(timezone, Date.now()), TRIED), timezone);
    const keep = (result: Try["result"]): void =>
      setTries((before) => withTry(before, { drafts, text, result }));
    simulate.mutate({ params, body: { rules, from } }, { onSuccess: keep });
  };
  return (
    <>
      <RuleForms drafts={drafts} onChange={change} />
      <Refused error={simulate.error} text={say("refused")} />
      {tried === undefined ? null : <SimulationResult result={tried.result} days={TRIED} />}
      <Tries tries={tries} shown={text} onTakeBack={({ drafts: before }) => change(before)} />
      <NewerVersion of={newer} />
      <NotDone error={save.error} />
      <p>
        <Button me="sm" variant="default" disabled={!isWhole} loading={simulate.isPending} onClick={tryThem}>
          {say("simulate")}
        </Button>
        <Button
          disabled={!isWhole || tried === undefined}
          loading={save.isPending}
          onClick={() => save.mutate(rules)}
        >
          {say("save-rules")}
        </Button>
      </p>
      {tried !== undefined ? null : <p>{say("simulate-first")}</p>}
    </>
  );
}

interface RuleFormsProps {
  readonly drafts: readonly DraftRule[];
  readonly onChange: (drafts: readonly DraftRule[]) => void;
}

function RuleForms({ drafts, onChange }: RuleFormsProps) {
  const say = useText();
  const next = Math.max(-1, ...drafts.map(({ key }) => key)) + 1;
  return (
    <>
      {drafts.length === 0 ? <Banner tone="warn" text={say("rules-empty")} /> : null}
      {drafts.map((draft) => (
        <RuleForm
          key={draft.key}
          draft={draft}
          onChange={(changed) => onChange(drafts.map((one) => (one.key === changed.key ? changed : one)))}
          onRemove={() => onChange(drafts.filter(({ key }) => key !== draft.key))}
        />
      ))}
      <Button variant="default" size="xs" onClick={() => onChange([...drafts, newDraft(next)])}>
        {say("new-rule")}
      </Button>
    </>
  );
}
