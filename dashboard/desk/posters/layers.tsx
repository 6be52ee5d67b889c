/** The parts of a poster from the highest on: each is selected here, and put over another. */
import { Button } from "@mantine/core";
import { useText } from "../catalogues/catalogues.ts";
import { PictureField } from "../parts/picture-field.tsx";
import { nameOfPart } from "./part-name.ts";
import {
  layersOf,
  type PartId,
  placeOf,
  raised,
  withNewText,
  withoutPart,
  withPicture,
} from "./poster-parts.ts";
import css from "./posters.module.css";
import type { Editor } from "./use-editor.ts";

/** What a text says at first: something that every program has. */
const NEW_TEXT = "{program}";

export function Layers({ editor }: { readonly editor: Editor }) {
  const say = useText();
  const { poster, selected, select, change } = editor;
  const addText = (): void => {
    change(withNewText(poster, NEW_TEXT));
    select(`text-${poster.texts.length}`);
  };
  const addPicture = (data: string): void => {
    change(withPicture(poster, data));
    select("picture");
  };
  return (
    <>
      <ol className={css["layers"]} aria-label={say("layers")}>
        {layersOf(poster)
          .reverse()
          .map((id) => (
            <li key={id} data-selected={id === selected}>
              <button
                type="button"
                className={css["layer"]}
                aria-pressed={id === selected}
                onClick={() => select(id)}
              >
                {nameOfPart(say, poster, id)}
              </button>
              <LayerMoves editor={editor} id={id} />
            </li>
          ))}
      </ol>
      <Button size="xs" variant="default" onClick={addText}>
        {say("new-text")}
      </Button>
      {poster.picture === undefined ? (
        <PictureField label={say("new-picture")} value="" alt="" onChange={addPicture} />
      ) : null}
    </>
  );
}

function LayerMoves({
  editor: { poster, change, select },
  id,
}: {
  readonly editor: Editor;
  readonly id: PartId;
}) {
  const say = useText();
  if (id !== "picture" && placeOf(id) < 0) return null;
  const part = nameOfPart(say, poster, id);
  const move = (by: 1 | -1) => {
    const after = raised(poster, id, by);
    return {
      size: "compact-sm",
      variant: "default",
      disabled: after === null,
      onClick: () => {
        if (after === null) return;
        change(after.poster);
        select(after.id);
      },
    } as const;
  };
  return (
    <>
      <Button {...move(1)} aria-label={say("layer-up", { part })}>
        ↑
      </Button>
      <Button {...move(-1)} aria-label={say("layer-down", { part })}>
        ↓
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={say("remove-part", { part })}
        onClick={() => change(withoutPart(poster, id))}
      >
        ×
      </Button>
    </>
  );
}
