/** The editor: the poster to take hold of, its layers, and the selected part in numbers. It is saved when somebody says so. */
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import type { PosterParts } from "../../../domain/sharing/poster.ts";
import { type TextId, useText } from "../catalogues/catalogues.ts";
import { useMay } from "../grants/may.ts";
import { Banner } from "../parts/answer.tsx";
import { NotDone } from "../parts/not-done.tsx";
import { Page, Section } from "../parts/page.tsx";
import { useUnsaved } from "../shell/unsaved.ts";
import { Canvas } from "./canvas.tsx";
import { Layers } from "./layers.tsx";
import { NumberField } from "./number-field.tsx";
import { PartFields } from "./part-fields.tsx";
import { nameOfPart } from "./part-name.ts";
import css from "./posters.module.css";
import { type Editor, useEditor } from "./use-editor.ts";
import { usePreview } from "./use-preview.ts";
import { useSave } from "./use-save.ts";

interface PosterEditorProps {
  readonly first: PosterParts;
  /** Null: it is new. */
  readonly id: string | null;
  /** What the program is called in its portal. */
  readonly program: string;
}

export function PosterEditor(props: PosterEditorProps) {
  const say = useText();
  if (useMay("put /v1/programs/{program}/posters/{id}")) return <Editing {...props} />;
  return (
    <Page title={say(titleOf(props))}>
      <p>{say("not-yours-to-do")}</p>
    </Page>
  );
}

function titleOf({ id }: Pick<PosterEditorProps, "id">): TextId {
  return id === null ? "new-poster" : "change-poster";
}

function Editing({ first, id, program }: PosterEditorProps) {
  const say = useText();
  const editor = useEditor(first);
  const preview = usePreview(program);
  const saving = useSave(id, first);
  const [ownId, setOwnId] = useState("");
  const { poster } = editor;
  const isSaved = saving.isSaved(poster);
  useUndoKeys(editor);
  useUnsaved(!isSaved && editor.undo !== null ? say("leave-unsaved") : null);
  const actions = (
    <>
      <Moves editor={editor} />
      <Button loading={saving.isPending} onClick={() => saving.save(poster, ownId)}>
        {say("save-poster")}
      </Button>
    </>
  );
  return (
    <Page title={say(titleOf({ id }))} about={say("editor-about")} actions={actions}>
      <NotDone error={saving.error} />
      {isSaved && saving.isDone ? <Banner tone="good" text={say("saved")} /> : null}
      <div className={css["editor"]}>
        <div>
          <Canvas editor={editor} shown={preview.shown} />
          <NativeSelect
            mt="sm"
            label={say("preview-with")}
            value={preview.chosen}
            data={[...preview.choices]}
            onChange={(event) => preview.choose(event.currentTarget.value)}
          />
        </div>
        <div>
          <PartSections editor={editor} />
          <Section title={say("whole-poster")}>
            <WholeFields editor={editor} />
            {id === null ? <OwnId value={ownId} onChange={setOwnId} /> : null}
          </Section>
        </div>
      </div>
    </Page>
  );
}

function Moves({ editor: { undo, redo } }: { readonly editor: Editor }) {
  const say = useText();
  return (
    <>
      <Button variant="default" disabled={undo === null} onClick={() => undo?.()}>
        {say("undo")}
      </Button>
      <Button variant="default" disabled={redo === null} onClick={() => redo?.()}>
        {say("redo")}
      </Button>
    </>
  );
}

function PartSections({ editor }: { readonly editor: Editor }) {
  const say = useText();
  return (
    <>
      <Section title={say("layers")}>
        <Layers editor={editor} />
      </Section>
      <Section title={nameOfPart(say, editor.poster, editor.selected)}>
        <PartFields editor={editor} />
      </Section>
    </>
  );
}

interface OwnIdProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function OwnId({ value, onChange }: OwnIdProps) {
  const say = useText();
  return (
    <TextInput
      mt="sm"
      label={say("own-id")}
      description={say("own-id-hint")}
      maxLength={64}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.trim())}
    />
  );
}

function WholeFields({ editor: { poster, change } }: { readonly editor: Editor }) {
  const say = useText();
  return (
    <>
      <TextInput
        label={say("name")}
        required
        maxLength={100}
        value={poster.name}
        onChange={(event) => change({ ...poster, name: event.currentTarget.value }, "name")}
      />
      <div className={css["numbers"]}>
        <NumberField
          label={say("part-width")}
          value={poster.width}
          onChange={(width) => change({ ...poster, width }, "poster-width")}
        />
        <NumberField
          label={say("part-height")}
          value={poster.height}
          onChange={(height) => change({ ...poster, height }, "poster-height")}
        />
      </div>
    </>
  );
}

/** Ctrl or ⌘ with Z takes back, with Shift or Y it comes again: everywhere in the editor, also while a field has the focus. */
function useUndoKeys({ undo, redo }: Editor): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey)) return;
      const key = event.key.toLowerCase();
      const move = key === "y" || (key === "z" && event.shiftKey) ? redo : key === "z" ? undo : undefined;
      if (move === undefined) return;
      event.preventDefault();
      move?.();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [undo, redo]);
}
