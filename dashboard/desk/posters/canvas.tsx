/** The poster with its parts to be taken hold of: by pointer or finger, and by the keys of arrows. */
import { type CSSProperties, type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import type { Box } from "../../../domain/sharing/poster.ts";
import { useText } from "../catalogues/catalogues.ts";
import { type Guide, inside, moved, resized } from "./geometry.ts";
import { nameOfPart } from "./part-name.ts";
import { type Drag, usePointerMoves } from "./pointer-moves.ts";
import { boxOf, layersOf, type PartId, pullOf, withBox, withoutPart } from "./poster-parts.ts";
import { PosterPicture } from "./poster-picture.tsx";
import css from "./posters.module.css";
import type { Shown } from "./shown-values.ts";
import type { Editor } from "./use-editor.ts";

/** From how far a line draws a part, in pixels of the screen. */
const REACH_PX = 6;
const LONG_STEP = 10;
const HIGHEST = "75vh";

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

interface CanvasProps {
  readonly editor: Editor;
  readonly shown: Shown;
}

export function Canvas({ editor, shown }: CanvasProps) {
  const say = useText();
  const frame = useRef<HTMLDivElement>(null);
  const [guides, setGuides] = useState<readonly Guide[]>([]);
  const { poster } = editor;
  const width = Math.max(1, poster.width);
  const height = Math.max(1, poster.height);
  const sides: CSSProperties = {
    aspectRatio: `${width} / ${height}`,
    maxWidth: `calc(${HIGHEST} * ${width} / ${height})`,
  };
  return (
    <div ref={frame} role="group" aria-label={say("poster-canvas")} className={css["canvas"]} style={sides}>
      <PosterPicture poster={poster} shown={shown} alt="" />
      {layersOf(poster)
        .filter((id) => id !== "background")
        .map((id) => (
          <Part
            key={id}
            id={id}
            editor={editor}
            shown={shown}
            unitOf={() => width / Math.max(1, frame.current?.clientWidth ?? width)}
            onGuides={setGuides}
          />
        ))}
      {guides.map(({ axis, at }) => (
        <span
          key={`${axis}-${at}`}
          className={css[`guide-${axis}`]}
          style={axis === "x" ? { left: `${(at / width) * 100}%` } : { top: `${(at / height) * 100}%` }}
        />
      ))}
    </div>
  );
}

interface PartProps extends CanvasProps {
  readonly id: PartId;
  readonly unitOf: () => number;
  readonly onGuides: (guides: readonly Guide[]) => void;
}

function Part({ id, editor, shown, unitOf, onGuides }: PartProps) {
  const say = useText();
  const { poster, selected } = editor;
  const box = boxOf(poster, id, shown.values);
  const isSelected = selected === id;
  const moves = usePointerMoves(() => onGuides([]));
  const put = (drawn: { readonly box: Box; readonly guides: readonly Guide[] }, { gesture }: Drag): void => {
    editor.change(withBox(poster, id, drawn.box), gesture);
    onGuides(drawn.guides);
  };
  const drag = (event: PointerEvent<HTMLElement>): void => {
    editor.select(id);
    moves.begin(event, unitOf(), (dx, dy, by) =>
      put(moved({ ...box, x: box.x + dx, y: box.y + dy }, poster, REACH_PX * by.unit), by),
    );
  };
  const pull = (event: PointerEvent<HTMLElement>): void => {
    event.stopPropagation();
    const how = pullOf(poster, id);
    moves.begin(event, unitOf(), (dx, dy, by) => {
      const to = { width: box.width + dx, height: box.height + dy };
      put(resized(box, to, poster, { ...how, reach: REACH_PX * by.unit }), by);
    });
  };
  return (
    <div className={css["part"]} data-selected={isSelected} style={placeIn(poster, box)}>
      <button
        type="button"
        className={css["hold"]}
        aria-pressed={isSelected}
        aria-label={say("part-at", { part: nameOfPart(say, poster, id), x: box.x, y: box.y })}
        onFocus={() => editor.select(id)}
        onKeyDown={(event) => pressKey(event, editor, id, box)}
        onPointerDown={drag}
        {...moves.handlers}
      />
      {isSelected ? (
        <span className={css["handle"]} data-handle={id} onPointerDown={pull} {...moves.handlers} />
      ) : null}
    </div>
  );
}

function placeIn(sides: { readonly width: number; readonly height: number }, box: Box): CSSProperties {
  const percent = (part: number, whole: number) => `${(part / Math.max(1, whole)) * 100}%`;
  return {
    left: percent(box.x, sides.width),
    top: percent(box.y, sides.height),
    width: percent(box.width, sides.width),
    height: percent(box.height, sides.height),
  };
}

function pressKey(event: KeyboardEvent, editor: Editor, id: PartId, box: Box): void {
  const { poster, change } = editor;
  const [right, down] = ARROWS[event.key] ?? [];
  if (right !== undefined && down !== undefined) {
    event.preventDefault();
    const step = event.shiftKey ? LONG_STEP : 1;
    const to = { ...box, x: box.x + right * step, y: box.y + down * step };
    change(withBox(poster, id, inside(to, poster)), `keys-${id}`);
  }
  if ((event.key === "Delete" || event.key === "Backspace") && id !== "qr") {
    event.preventDefault();
    change(withoutPart(poster, id));
  }
}
