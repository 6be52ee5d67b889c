/** The film as it will be, played again and again on a canvas until the reader stops it. */
import { useEffect, useRef, useState } from "react";
import { useText } from "../catalogues/catalogues.ts";
import { drawFrame } from "./draw-frame.ts";
import { type Film, HEIGHT, WIDTH } from "./film.ts";

/** Dots for each unit: a phone draws half of them without a halt. */
const SCALE = 0.5;
/** Of the film, in milliseconds: what stands there when nothing plays, once all of the first scene is there. */
const STILL_MS = 1_200;

/** Whoever wants nothing to move starts it by themselves. */
const wantsStill = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

export function FilmPreview({ film, label }: { readonly film: Film; readonly label: string }) {
  const say = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const at = useRef(STILL_MS);
  const [isPlaying, setIsPlaying] = useState(() => !wantsStill());
  useEffect(() => {
    at.current = isPlaying ? 0 : STILL_MS;
    // To stop and to go on begins nothing anew: that goes by the film alone.
  }, [film]);
  useEffect(() => {
    const pen = canvas.current?.getContext("2d", { alpha: false }) ?? null;
    if (pen === null) return undefined;
    const draw = (): void => {
      pen.setTransform(SCALE, 0, 0, SCALE, 0, 0);
      drawFrame(pen, film, at.current);
    };
    draw();
    if (!isPlaying) return undefined;
    let last: number | undefined;
    let next = requestAnimationFrame(function step(now: number) {
      at.current = (at.current + now - (last ?? now)) % film.lastsMs;
      last = now;
      draw();
      next = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(next);
  }, [film, isPlaying]);
  return (
    <>
      <canvas
        ref={canvas}
        className="film"
        width={WIDTH * SCALE}
        height={HEIGHT * SCALE}
        role="img"
        aria-label={label}
      />
      <p>
        <button type="button" className="wide" onClick={() => setIsPlaying(!isPlaying)}>
          {say(isPlaying ? "film-stop" : "film-play")}
        </button>
      </p>
    </>
  );
}
