/** Pictures of the phone, made as small as a film needs them. They are read here, and sent nowhere. */
import type { FilmPicture } from "./film.ts";

export const MOST_PICTURES = 4;
/** Dots of the longer side: what a film shows of one, with room to move. */
const LONGEST = 1_600;

export interface OwnPicture extends FilmPicture {
  readonly name: string;
}

/** @throws where the browser cannot read the file. */
export async function ownPicture(file: File): Promise<OwnPicture> {
  const bitmap = await createImageBitmap(file);
  const picture = reduced(bitmap, bitmap, LONGEST);
  bitmap.close();
  return { ...picture, isWhole: false, name: file.name };
}

/** A drawn poster as a picture of a film. @param svg that holds all it is made of. */
export async function posterPicture(svg: string): Promise<FilmPicture> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  return { ...reduced(image, { width, height }, LONGEST), isWhole: true };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function reduced(source: CanvasImageSource, { width, height }: Size, longest: number) {
  const scale = Math.min(1, longest / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  canvas.getContext("2d")?.drawImage(source, 0, 0, canvas.width, canvas.height);
  return { source: canvas, width: canvas.width, height: canvas.height };
}
