/** Makes the file of a film, on the phone itself: frame by frame, as its browser encodes them. Loaded when one is made. */
import {
  BufferTarget,
  canEncodeVideo,
  CanvasSource,
  Mp4OutputFormat,
  Output,
  Quality,
  WebMOutputFormat,
} from "mediabunny";
import { drawFrame } from "./draw-frame.ts";
import { type Film, HEIGHT, WIDTH } from "./film.ts";
import { SIZES, type SizeName } from "./sizes.ts";

/** First what every phone plays. */
const WAYS = [
  { codec: "avc", container: "mp4" },
  { codec: "vp9", container: "mp4" },
  { codec: "vp8", container: "webm" },
] as const;
type Way = (typeof WAYS)[number];

const MS = 1_000;
/** Frames after which the page is let to breathe: somebody may want to break off. */
const BREATH = 4;

export interface MadeFilm {
  readonly blob: Blob;
  readonly container: Way["container"];
}

interface Making {
  readonly size: SizeName;
  readonly signal: AbortSignal;
  /** Told how much is done, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}

/** @returns null where the browser encodes none of the formats, and where it was broken off. */
export async function encodeFilm(film: Film, { size, signal, onProgress }: Making): Promise<MadeFilm | null> {
  const { width, height, framesPerSecond, bitsPerSecond } = SIZES[size];
  const quality = new Quality({ bitrate: bitsPerSecond });
  const way = await firstWay(width, height, quality);
  if (way === null) return null;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext("2d", { alpha: false });
  if (pen === null) return null;
  pen.scale(width / WIDTH, height / HEIGHT);
  const target = new BufferTarget();
  const format =
    way.container === "mp4" ? new Mp4OutputFormat({ fastStart: "in-memory" }) : new WebMOutputFormat();
  const output = new Output({ format, target });
  const source = new CanvasSource(canvas, { codec: way.codec, quality });
  output.addVideoTrack(source, { frameRate: framesPerSecond });
  await output.start();
  try {
    const frames = Math.round((film.lastsMs / MS) * framesPerSecond);
    for (let frame = 0; frame < frames && !signal.aborted; frame += 1) {
      drawFrame(pen, film, (frame / framesPerSecond) * MS);
      await source.add(frame / framesPerSecond, 1 / framesPerSecond);
      onProgress((frame + 1) / frames);
      if (frame % BREATH === 0) await breath();
    }
    if (signal.aborted) return null;
    await output.finalize();
  } finally {
    if (output.state !== "finalized") await output.cancel();
  }
  const type = `video/${way.container}`;
  return target.buffer === null
    ? null
    : { blob: new Blob([target.buffer], { type }), container: way.container };
}

async function firstWay(width: number, height: number, quality: Quality): Promise<Way | null> {
  for (const way of WAYS) if (await canEncodeVideo(way.codec, { width, height, quality })) return way;
  return null;
}

async function breath(): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
