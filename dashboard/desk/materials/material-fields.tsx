/** The fields of a material, with a preview of what promoters will read. */
import { NativeSelect, Textarea, TextInput, type TextInputProps } from "@mantine/core";
import { useText } from "../catalogues/catalogues.ts";
import { PictureField } from "../parts/picture-field.tsx";
import { useFormats, useProgram } from "../shell/program.tsx";
import {
  type Draft,
  KINDS,
  meantBy,
  type Moment,
  PLATFORMS,
  previewOf,
  type Typed,
} from "./draft-material.ts";
import css from "./materials.module.css";

/** Without it browsers take years of six digits. */
const LAST_MINUTE = "9999-12-31T23:59";
const VARIABLES = "{product} {price} {occasion} {program} {link} {code}";

interface MaterialFieldsProps {
  readonly draft: Draft;
  readonly isPriceWrong: boolean;
  readonly onChange: (draft: Draft) => void;
}

type FieldOf = (name: Typed) => {
  readonly value: string;
  readonly onChange: (event: { currentTarget: { value: string } }) => void;
};

export function MaterialFields({ draft, isPriceWrong, onChange }: MaterialFieldsProps) {
  const say = useText();
  const { name } = useProgram();
  const field: FieldOf = (of) => ({
    value: draft[of],
    onChange: (event) => onChange({ ...draft, [of]: event.currentTarget.value }),
  });
  return (
    <>
      <NativeSelect
        label={say("material-kind")}
        data={KINDS.map((value) => ({ value, label: say(`material-${value}`) }))}
        {...field("kind")}
      />
      <TextInput mt="sm" label={say("material-title")} required maxLength={100} {...field("title")} />
      <Textarea
        mt="sm"
        label={say("material-words")}
        description={say("material-words-hint", { variables: VARIABLES })}
        required={draft.kind === "text" || draft.kind === "story"}
        autosize
        maxLength={2_000}
        {...field("text")}
      />
      {draft.text === "" ? null : (
        <section aria-label={say("preview")} className={css["preview"]}>
          <p className={css["text"]}>{previewOf(draft, name)}</p>
        </section>
      )}
      {draft.kind === "story" ? <StoryFields draft={draft} field={field} onChange={onChange} /> : null}
      <PictureField
        label={say("picture")}
        value={draft.picture}
        alt={draft.title}
        isRequired={draft.kind === "picture"}
        onChange={(picture) => onChange({ ...draft, picture })}
      />
      <TextInput
        mt="sm"
        type="url"
        label={say("page-to-read")}
        required={draft.kind === "link"}
        placeholder="https://"
        {...field("href")}
      />
      <ProductFields isPriceWrong={isPriceWrong} field={field} />
      <PlaceFields draft={draft} field={field} onChange={onChange} />
    </>
  );
}

interface PartProps {
  readonly draft: Draft;
  readonly field: FieldOf;
  readonly onChange: (draft: Draft) => void;
}

function StoryFields({ draft, field, onChange }: PartProps) {
  const say = useText();
  return (
    <>
      <TextInput
        mt="sm"
        label={say("story-who")}
        description={say("story-who-hint")}
        required
        maxLength={100}
        {...field("who")}
      />
      <TextInput mt="sm" label={say("story-earned")} maxLength={100} {...field("earned")} />
      <TextInput
        mt="sm"
        label={say("story-promoter")}
        description={say("story-promoter-hint")}
        {...field("promoterId")}
      />
      <p className={css["field"]}>
        <label>
          <input
            type="checkbox"
            required
            checked={draft.hasConsent}
            onChange={(event) => onChange({ ...draft, hasConsent: event.currentTarget.checked })}
          />{" "}
          {say("story-consent")}
        </label>
      </p>
    </>
  );
}

function ProductFields({ isPriceWrong, field }: { readonly isPriceWrong: boolean; readonly field: FieldOf }) {
  const say = useText();
  const { currency } = useProgram();
  return (
    <>
      <TextInput mt="sm" label={say("product-name")} maxLength={100} {...field("productName")} />
      <TextInput
        mt="sm"
        inputMode="decimal"
        label={say("price-in", { currency })}
        error={isPriceWrong ? say("no-amount") : undefined}
        {...field("price")}
      />
      <TextInput
        mt="sm"
        label={say("product-ref")}
        description={say("product-ref-hint")}
        maxLength={128}
        {...field("productRef")}
      />
      <TextInput mt="sm" label={say("occasion")} maxLength={40} {...field("occasion")} />
    </>
  );
}

function PlaceFields({ draft, field, onChange }: PartProps) {
  const say = useText();
  const languages = [
    { value: "", label: say("any") },
    { value: "zh", label: "中文" },
    { value: "en", label: "English" },
  ];
  return (
    <>
      <NativeSelect mt="sm" label={say("language")} data={languages} {...field("language")} />
      <TextInput mt="sm" label={say("tags")} description={say("tags-hint")} {...field("tags")} />
      <fieldset className={css["platforms"]}>
        <legend>{say("platforms")}</legend>
        {PLATFORMS.map((one) => (
          <label key={one}>
            <input
              type="checkbox"
              checked={draft.platforms.includes(one)}
              onChange={({ currentTarget: { checked } }) => {
                const others = draft.platforms.filter((other) => other !== one);
                onChange({ ...draft, platforms: checked ? [...others, one] : others });
              }}
            />{" "}
            {say(`platform-${one}`)}
          </label>
        ))}
      </fieldset>
      <MomentField label={say("published-from")} draft={draft} of="from" {...field("from")} />
      <MomentField label={say("published-until")} draft={draft} of="until" {...field("until")} />
      <TextInput
        mt="sm"
        type="number"
        min={0}
        max={10_000}
        required
        label={say("position")}
        description={say("position-hint")}
        {...field("position")}
      />
    </>
  );
}

interface MomentFieldProps extends TextInputProps {
  readonly draft: Draft;
  readonly of: Moment;
}

/** A time by the program's clocks. Where these show it twice or never, the field says what is meant. */
function MomentField({ draft, of, ...field }: MomentFieldProps) {
  const meaning = useMeaning(draft, of);
  return <TextInput mt="sm" type="datetime-local" max={LAST_MINUTE} description={meaning} {...field} />;
}

function useMeaning(draft: Draft, of: Moment): string {
  const say = useText();
  const { timezone } = useProgram();
  const { time } = useFormats();
  const meant = meantBy(draft, of, timezone);
  if (meant === null || meant.shown === "once") return say("times-in", { timezone });
  return say(`time-${meant.shown}`, { time: time(meant.instant) });
}
