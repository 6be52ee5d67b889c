/** A film of a link, where the phone's browser can make one. What makes it is loaded there alone. */
import { lazy, Suspense } from "react";
import type { Schemas } from "../../common/api/client.ts";
import { useText } from "../catalogues/catalogues.ts";
import { Banner, Waiting } from "../parts/answer.tsx";

const FilmMaker = lazy(async () => ({ default: (await import("./film-maker.tsx")).FilmMaker }));

interface FilmDrawerProps {
  readonly link: Schemas["Link"];
  readonly onPoster: () => void;
}

export function FilmDrawer({ link, onPoster }: FilmDrawerProps) {
  const say = useText();
  if (!canMakeFilms()) {
    return (
      <div className="drawer">
        <Banner tone="warn" text={say("film-cannot")} hint={say("film-cannot-hint")} />
        <button type="button" onClick={onPoster}>
          {say("film-poster")}
        </button>
      </div>
    );
  }
  return (
    <Suspense fallback={<Waiting />}>
      <FilmMaker link={link} />
    </Suspense>
  );
}

/** Browsers have WebCodecs on pages alone that came over HTTPS, or from this very machine. */
function canMakeFilms(): boolean {
  return "VideoEncoder" in globalThis && "createImageBitmap" in globalThis;
}
