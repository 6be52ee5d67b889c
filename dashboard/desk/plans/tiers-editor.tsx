/** The tiers of a program as a form, from the lowest, which everybody has. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { queries, type Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Banner } from "../parts/answer.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { useProgram } from "../shell/program.tsx";
import { type DraftTier, draftTiers, tiersOf, withNewTier } from "./draft-tiers.ts";
import css from "./rule-form.module.css";

const REVIEWS = ["never", "monthly"] as const satisfies readonly Schemas["Tiers"]["review"][];
type Review = (typeof REVIEWS)[number];

export function TiersEditor({ saved }: { readonly saved: Schemas["TierVersion"] }) {
  const say = useText();
  const { id, currency } = useProgram();
  const client = useQueryClient();
  const [drafts, setDrafts] = useState<readonly DraftTier[]>(() => draftTiers(saved.tiers, currency));
  const [review, setReview] = useState<Review>(saved.review);
  const save = queries.useMutation("put", "/v1/programs/{program}/tiers", {
    onSuccess: async () => await client.invalidateQueries(),
  });
  const tiers = tiersOf(drafts, currency);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (tiers !== null) save.mutate({ params: { path: { program: id } }, body: { tiers, review } });
  };
  return (
    <form onSubmit={submit}>
      <TierFields drafts={drafts} onChange={setDrafts} />
      <NativeSelect
        mb="sm"
        label={say("tiers-fall")}
        value={review}
        onChange={(event) => setReview(event.currentTarget.value as Review)}
        data={REVIEWS.map((value) => ({ value, label: say(`tiers-review-${value}`) }))}
      />
      {tiers === null ? <Banner tone="warn" text={say("tiers-rise")} /> : null}
      <NotDone error={save.error} />
      <Button me="sm" variant="default" onClick={() => setDrafts(withNewTier(drafts))}>
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
