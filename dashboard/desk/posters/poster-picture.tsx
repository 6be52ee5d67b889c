/** A poster as it is drawn for who has its link: the very same picture. */
import { useMemo } from "react";
import type { PosterParts } from "../../../domain/sharing/poster.ts";
import { drawPoster } from "../../../worker/sharing/posters/draw-poster.ts";
import css from "./posters.module.css";
import type { Shown } from "./shown-values.ts";

interface PosterPictureProps {
  readonly poster: PosterParts;
  readonly shown: Shown;
  /** Empty where what it shows is said beside it. */
  readonly alt: string;
}

export function PosterPicture({ poster, shown: { values, url }, alt }: PosterPictureProps) {
  const source = useMemo(
    () => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawPoster(poster, values, url))}`,
    [poster, values, url],
  );
  return <img className={css["picture"]} src={source} alt={alt} draggable={false} />;
}
