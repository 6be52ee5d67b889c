/** The selected part in exact numbers, with its text and its looks. */
import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { ALIGNMENTS, POSTER_VARIABLES, type TextPart, WEIGHTS } from "../../../domain/sharing/poster.ts";
import { type TextId, useText } from "../catalogues/catalogues.ts";
import { PictureField } from "../parts/picture-field.tsx";
import { NumberField } from "./number-field.tsx";
import { type PartId, textOf, withPicture, withText } from "./poster-parts.ts";
import css from "./posters.module.css";
import type { Editor } from "./use-editor.ts";

const VARIABLES = POSTER_VARIABLES.map((name) => `{${name}}`).join(", ");

export function PartFields({ editor }: { readonly editor: Editor }) {
  const { poster, selected } = editor;
  const text = textOf(poster, selected);
  if (text !== undefined) return <TextFields key={selected} editor={editor} id={selected} text={text} />;
  if (selected === "qr") return <QrFields editor={editor} />;
  return selected === "picture" ? <PictureFields editor={editor} /> : <BackgroundFields editor={editor} />;
}

interface NumbersProps<Name extends string> {
  readonly of: readonly (readonly [Name, TextId])[];
  readonly values: Readonly<Record<Name, number>>;
  readonly onChange: (name: Name, value: number) => void;
}

function Numbers<Name extends string>({ of, values, onChange }: NumbersProps<Name>) {
  const say = useText();
  return (
    <div className={css["numbers"]}>
      {of.map(([name, label]) => (
        <NumberField
          key={name}
          label={say(label)}
          value={values[name]}
          onChange={(value) => onChange(name, value)}
        />
      ))}
    </div>
  );
}

const TEXT_NUMBERS = [
  ["x", "part-x"],
  ["y", "part-y"],
  ["width", "part-width"],
  ["size", "letter-size"],
  ["lines", "most-lines"],
] as const;

interface TextFieldsProps {
  readonly editor: Editor;
  readonly id: PartId;
  readonly text: TextPart;
}

function TextFields({ editor: { poster, change }, id, text }: TextFieldsProps) {
  const say = useText();
  const set = <Name extends keyof TextPart>(name: Name, value: TextPart[Name]): void =>
    change(withText(poster, id, { [name]: value }), `${id}-${name}`);
  return (
    <>
      <Textarea
        label={say("poster-words")}
        description={say("poster-words-hint", { variables: VARIABLES })}
        autosize
        maxLength={500}
        value={text.text}
        onChange={(event) => set("text", event.currentTarget.value)}
      />
      <Numbers of={TEXT_NUMBERS} values={text} onChange={set} />
      <ColourField value={text.color} onChange={(color) => set("color", color)} />
      <NativeSelect
        mt="sm"
        label={say("weight")}
        value={text.weight}
        data={WEIGHTS.map((value) => ({ value, label: say(`weight-${value}`) }))}
        onChange={({ currentTarget: { value } }) =>
          set("weight", WEIGHTS.find((one) => one === value) ?? text.weight)
        }
      />
      <NativeSelect
        mt="sm"
        label={say("align")}
        value={text.align}
        data={ALIGNMENTS.map((value) => ({ value, label: say(`align-${value}`) }))}
        onChange={({ currentTarget: { value } }) =>
          set("align", ALIGNMENTS.find((one) => one === value) ?? text.align)
        }
      />
    </>
  );
}

const QR_NUMBERS = [
  ["x", "part-x"],
  ["y", "part-y"],
  ["size", "qr-size"],
] as const;

function QrFields({ editor: { poster, change } }: { readonly editor: Editor }) {
  const say = useText();
  return (
    <>
      <Numbers
        of={QR_NUMBERS}
        values={poster.qr}
        onChange={(name, value) => change({ ...poster, qr: { ...poster.qr, [name]: value } }, `qr-${name}`)}
      />
      <p>{say("qr-hint")}</p>
    </>
  );
}

const PICTURE_NUMBERS = [
  ["x", "part-x"],
  ["y", "part-y"],
  ["width", "part-width"],
  ["height", "part-height"],
] as const;

function PictureFields({ editor: { poster, change } }: { readonly editor: Editor }) {
  const say = useText();
  const { picture } = poster;
  if (picture === undefined) return null;
  return (
    <>
      <PictureField
        label={say("part-picture")}
        value={picture.data}
        alt={say("part-picture")}
        onChange={(data) => change(withPicture(poster, data))}
      />
      <Numbers
        of={PICTURE_NUMBERS}
        values={picture}
        onChange={(name, value) =>
          change({ ...poster, picture: { ...picture, [name]: value } }, `picture-${name}`)
        }
      />
    </>
  );
}

function BackgroundFields({ editor: { poster, change } }: { readonly editor: Editor }) {
  const say = useText();
  const { background } = poster;
  const behind = (data: string): void =>
    change({
      ...poster,
      background: data === "" ? { color: background.color } : { ...background, picture: data },
    });
  return (
    <>
      <ColourField
        value={background.color}
        onChange={(color) => change({ ...poster, background: { ...background, color } }, "background-color")}
      />
      <PictureField
        label={say("background-picture")}
        value={background.picture ?? ""}
        alt={say("background-picture")}
        onChange={behind}
      />
    </>
  );
}

interface ColourFieldProps {
  readonly value: string;
  readonly onChange: (color: string) => void;
}

function ColourField({ value, onChange }: ColourFieldProps) {
  const say = useText();
  return (
    <TextInput
      mt="sm"
      type="color"
      label={say("colour")}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
