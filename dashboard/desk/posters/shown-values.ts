/** What a poster is shown with: of a real link, or of nobody. */
import type { PosterValues } from "../../../worker/sharing/posters/draw-poster.ts";

export interface Shown {
  readonly values: PosterValues;
  /** What the code says. */
  readonly url: string;
}

interface Named {
  readonly program: string;
  readonly promoter: string;
  readonly url: string;
}

export function shownOf({ program, promoter, url }: Named): Shown {
  return { values: { program, promoter, link: url }, url };
}

/** A link as long as most are. It leads nowhere. */
export function exampleUrl(): string {
  return `${location.origin}/s/k3v9x7ab`;
}
