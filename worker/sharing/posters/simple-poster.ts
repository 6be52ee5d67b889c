/** The poster that every program has: its name and colours, and the code. A merchant's own one of this id stands in its place. */
import type { PosterParts } from "../../../domain/sharing/poster.ts";

export const SIMPLE = "simple";

const USUAL = { background: "#ffffff", text: "#23211d", accent: "#0b5d4e" };

/** As much of the look of a portal as the poster shows. */
interface ShownLook {
  readonly colors?:
    | { readonly background: string; readonly text: string; readonly accent: string }
    | undefined;
  readonly texts?: { readonly zh?: Welcome | undefined; readonly en?: Welcome | undefined } | undefined;
}

interface Welcome {
  readonly welcome?: string | undefined;
}

export function simplePoster(look: ShownLook): PosterParts {
  const { background, text, accent } = look.colors ?? USUAL;
  const welcome = look.texts?.zh?.welcome ?? look.texts?.en?.welcome;
  const line = { x: 60, width: 630, align: "center", lines: 2 } as const;
  return {
    name: SIMPLE,
    width: 750,
    height: 1_100,
    background: { color: background },
    texts: [
      { ...line, text: "{program}", y: 110, size: 64, color: accent, weight: "bold" },
      ...(welcome === undefined
        ? []
        : [{ ...line, text: welcome, y: 310, size: 36, color: text, weight: "normal" } as const]),
      { ...line, text: "长按识别二维码\nScan to see more", y: 920, size: 30, color: text, weight: "normal" },
    ],
    qr: { x: 175, y: 470, size: 400 },
  };
}
