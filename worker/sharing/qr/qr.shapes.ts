/** What is asked of a link's QR code. */
import { z } from "@hono/zod-openapi";
import { wholeNumber } from "../../http/page.shapes.ts";
import { WIDEST_LOGO } from "./qr-code.ts";

const FILE = /^([0-9A-Za-z-]{1,64})\.(svg|png)$/;

export const qrParams = z.object({
  file: z
    .string()
    .regex(FILE)
    .openapi({ example: "tea-time.svg", description: "The link's slug, with `.svg` or `.png`" }),
});

/** The parts of a file's name that {@link qrParams} let through. */
export function partsOfFile(file: string): { readonly slug: string; readonly isPng: boolean } {
  const [, slug = "", format] = FILE.exec(file) ?? [];
  return { slug: slug.toLowerCase(), isPng: format === "png" };
}

export const qrQuery = z.object({
  size: wholeNumber(64, 1_024, 512, "Width and height in pixels. An SVG is sharp at any other as well"),
  margin: wholeNumber(0, 16, 4, "White around the code, in modules; scanners want four"),
  logo: wholeNumber(
    0,
    WIDEST_LOGO,
    0,
    "Width of the program's logo in the middle, in percent of the code; 0: none. Drawn is a logo that is kept here as " +
      "`data:`, in a PNG one that is a PNG itself. Error correction rises with it",
  ),
});
