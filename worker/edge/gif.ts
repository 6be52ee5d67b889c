/** The answer of every pixel: always the same transparent image, with what became of it in a header. */
import { AnswerPattern } from "./edge-request.ts";

/** A GIF89a of one transparent pixel. */
const GIF = Uint8Array.from(atob("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"), (character) =>
  character.charCodeAt(0),
);

const IMAGE = [
  ["Content-Type", "image/gif"],
  ["Cross-Origin-Resource-Policy", "cross-origin"],
] as const;
const IGNORED = new AnswerPattern(200, IMAGE);
const RECORDED = new AnswerPattern(200, [...IMAGE, ["Tributary-Status", "recorded"]]);

/** Whether a pixel counted, or why it did not. */
export type PixelStatus = "recorded" | { readonly ignored: string };

export function gif(
  method: string,
  status: PixelStatus,
  more: readonly (readonly [string, string])[] = [],
): Response {
  const body = method === "HEAD" ? null : GIF;
  if (status === "recorded") return RECORDED.answer(body, more);
  return IGNORED.answer(body, [["Tributary-Status", `ignored; reason=${status.ignored}`], ...more]);
}
