/** `GET /qr/{slug}.svg` and `.png`: a share link as a code to be photographed, for prints, posters and pages. */
import type { ApiApp } from "../../access/api-env.ts";
import { defineRoute } from "../../access/route.ts";
import { currentProgram } from "../../configuration/current-program.ts";
import type { ProgramConfig } from "../../configuration/program-config.tables.ts";
import { problemSchema } from "../../http/problem.shapes.ts";
import { problemAnswer, refusals, text } from "../../http/route-parts.ts";
import { shareOrigin } from "../../links/share-origin.ts";
import { portalLook, wireLook } from "../../looks/portal-look.ts";
import { linkOfSlug, PICTURE_HEADERS } from "../link-picture.ts";
import { qrCodeOf, svgOf } from "./qr-code.ts";
import { pictureOf, pngOf } from "./qr-picture.ts";
import { partsOfFile, qrParams, qrQuery } from "./qr.shapes.ts";

const readQr = defineRoute({
  method: "get",
  path: "/qr/{file}",
  operationId: "readLinkQrCode",
  tag: "Share hosts",
  summary: "The QR code of a share link",
  description: "Of a link that has ended as well: it leads where the merchant said.",
  access: ["public"],
  request: { params: qrParams, query: qrQuery },
  responses: {
    200: {
      description: "The picture",
      content: { ...text("image/svg+xml", "").content, ...text("image/png", "").content },
    },
    404: problemAnswer(problemSchema, "No such link"),
    ...refusals([422, 503]),
  },
});

const HEADERS = { ...PICTURE_HEADERS, "cache-control": "public, max-age=300" };

export function registerQr(app: ApiApp): void {
  app.openapi(readQr, async (c) => {
    const { slug, isPng } = partsOfFile(c.req.valid("param").file);
    const { size, margin, logo } = c.req.valid("query");
    const { programId } = await linkOfSlug(c, slug);
    const program = await currentProgram(c.env, programId);
    const look = logo === 0 || program === null ? undefined : await logoOf(c.env, program);
    const url = `${shareOrigin(c, program)}/s/${slug}`;
    if (isPng) {
      const picture = look === undefined ? undefined : pictureOf(look);
      const code = qrCodeOf(url, margin, picture === undefined ? 0 : logo);
      return c.body(pngOf(code, size, picture), 200, { ...HEADERS, "content-type": "image/png" });
    }
    const code = qrCodeOf(url, margin, look === undefined ? 0 : logo);
    return c.body(svgOf(code, size, look), 200, { ...HEADERS, "content-type": "image/svg+xml" });
  });
}

/** The program's logo where it is kept here: a picture that is shown in a picture loads nothing from elsewhere. */
async function logoOf(env: Env, { number }: Pick<ProgramConfig, "number">): Promise<string | undefined> {
  const { row } = await portalLook(env.CONFIG, number, Date.now());
  const logo = row === undefined ? undefined : wireLook(row).logo;
  return logo?.startsWith("data:") === true ? logo : undefined;
}
