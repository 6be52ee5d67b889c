/** The tiers of a program as a form, from the lowest, which everybody has. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { answered, api, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Banner } from "../parts/answer.tsx";
import { NewerVersion } from "../drafts/newer-version.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { useSaveOver } from "../drafts/use-save-over.ts";
import { useProgram } from "../shell/program.tsx";
import { type DraftTier, draftTiers, tiersOf, withNewTier } from "./draft-tiers.ts";
import css from "./rule-form.module.css";

const REVIEWS = ["never", "monthly"] as const satisfies readonly Schemas["Tiers"]["review"][];
type Review = (typeof REVIEWS)[number];

type Body = Pick<Schemas["TierVersion"], "tiers" | "review">;

/** Saves tiers over the version that they began from. */
function useSaving(version: number, onSaved: () => void) {
  const params = { path: { program: useProgram().id } };
  return useSaveOver({
    version,
    onSaved,
    read: async () => answered(await api.GET("/v1/programs/{program}/tiers", { params })),
    write: async (body: Body) =>
      void answered(await api.PUT("/v1/programs/{program}/tiers", { params, body })),
  });
}

interface TiersEditorProps {
  readonly saved: Schemas["TierVersion"];
  /** Told of what is typed, and that it was saved. */
  readonly hold: (isTyped: boolean) => void;
}

export function TiersEditor({ saved, hold }: TiersEditorProps) {
  const say = useText();
  const { currency } = useProgram();
  const [drafts, setDrafts] = useState<readonly DraftTier[]>(() => draftTiers(saved.tiers, currency));
  const [review, setReview] = useState<Review>(saved.review);
  const { save, newer } = useSaving(saved.version, () => hold(false));
  const tiers = tiersOf(drafts, currency);
  const change = (changed: readonly DraftTier[]): void => {
    hold(true);
    setDrafts(changed);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (tiers !== null) save.mutate({ tiers, review });
  };
  return (
    <form onSubmit={submit}>
      <TierFields drafts={drafts} onChange={change} />
      <NativeSelect
        mb="sm"
        label={say("tiers-fall")}
        value={review}
        onChange={(event) => {
          hold(true);
          setReview(event.currentTarget.value as Review);
        }}
        data={REVIEWS.map((value) => ({ value, label: say(`tiers-review-${value}`) }))}
      />
      {tiers === null ? <Banner tone="warn" text={say("tiers-rise")} /> : null}
      <NewerVersion of={newer} />
      <NotDone error={save.error} />
      <Button me="sm" variant="default" onClick={() => change(withNewTier(drafts))}>
        {say("new-tier")}
      </Button>
      <Button type="submit" disabled={tiers === null} loading={save.isPending}>
        {say("save-tiers")}
      </Button>
    </form>
  );
}

interface TierFieldsProps {
  readonly drafts: readonly DraftTier[];
  readonly onChange: (drafts: readonly DraftTier[]) => void;
}

function TierFields({ drafts, onChange }: TierFieldsProps) {
  const say = useText();
  const { currency } = useProgram();
  const change = (key: number, part: Partial<DraftTier>): void =>
    onChange(drafts.map((draft) => (draft.key === key ? { ...draft, ...part } : draft)));
  return (
    <>
      {drafts.map(({ key, name, fromSales }, place) => (
        <fieldset key={key} className={css["rule"]}>
          <legend>{say("tier-number", { number: place + 1 })}</legend>
          <div className={css["fields"]}>
            <TextInput
              label={say("name")}
              description={say("tier-name-hint")}
              required
              value={name}
              onChange={(event) => change(key, { name: event.currentTarget.value })}
            />
            <TextInput
              label={say("from-sales-in", { currency })}
              description={say("from-sales-hint")}
              inputMode="decimal"
              required
              disabled={place === 0}
              value={fromSales}
              onChange={(event) => change(key, { fromSales: event.currentTarget.value })}
            />
          </div>
          {place === 0 ? null : (
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => onChange(drafts.filter((draft) => draft.key !== key))}
            >
              {say("remove-tier")}
            </Button>
          )}
        </fieldset>
      ))}
    </>
  );
}
