/** How a program's portal looks, on the wire. */
import { z } from "@hono/zod-openapi";
import { contrastOf, isColour, LEAST_CONTRAST } from "../../domain/program/contrast.ts";
import { instantAnswer, named, programIdSchema, textSchema } from "../http/common.shapes.ts";
import { isLogo } from "./logo.ts";
import { ofKind } from "../http/problems/fault-kinds.ts";

/** A small picture of its own, or an address. */
const LOGO_CHARACTERS = 49_152;

export function colourSchema(of: string) {
  return z
    .string()
    .refine(isColour, ofKind("wrong_form", "expected a colour such as #0b5d4e"))
    .openapi({ example: "#0b5d4e", pattern: "^#[0-9a-fA-F]{6}$", description: of });
}

/** Text and what it stands on. */
const PAIRS = [
  ["text", "background"],
  ["accent", "background"],
  ["onAccent", "accent"],
] as const;

const coloursSchema = z
  .strictObject({
    background: colourSchema("Behind all"),
    text: colourSchema("Text on `background`"),
    accent: colourSchema("Links on `background`, and the face of buttons"),
    onAccent: colourSchema("Text on `accent`"),
  })
  .superRefine((colours, context) => {
    for (const [front, back] of PAIRS) {
      const [one, other] = [colours[front], colours[back]];
      if (!isColour(one) || !isColour(other)) continue;
      const contrast = contrastOf(one, other);
      if (contrast >= LEAST_CONTRAST) continue;
      // Rounded down: what is said is never more than what was found.
      const shown = Math.floor(contrast * 100) / 100;
      const message = `stands ${shown} to 1 from \`${back}\`; WCAG 2.2 AA asks for ${LEAST_CONTRAST} to 1`;
      context.addIssue({ code: "custom", path: [front], message });
    }
  });

const textsSchema = z
  .strictObject({
    welcome: textSchema(200, "Greets a promoter").optional(),
    about: textSchema(2_000, "Says what the program is").optional(),
    contact: textSchema(200, "Whom a promoter may ask").optional(),
  })
  .openapi({ description: "Texts of the merchant in one language" });

const fields = {
  name: textSchema(60, "What the program is called in the portal; absent: the program's name").optional(),
  logo: z
    .string()
    .max(LOGO_CHARACTERS)
    .refine(
      isLogo,
      ofKind("wrong_form", "expected an https address, or a small PNG, JPEG, WebP or SVG as data:…;base64"),
    )
    .optional()
    .openapi({
      example: "https://shop.example/logo.png",
      description: "An https address, or a picture of at most 36 KB as `data:image/…;base64,…`",
    }),
  colors: coloursSchema.optional().openapi({ description: "In the light. Absent: the portal's own" }),
  darkColors: coloursSchema.optional().openapi({ description: "In the dark. Absent: the portal's own" }),
  texts: z.strictObject({ zh: textsSchema.optional(), en: textsSchema.optional() }).optional(),
};

const example = {
  name: "Tea friends",
  logo: "https://shop.example/logo.png",
  colors: { background: "#ffffff", text: "#23211d", accent: "#0b5d4e", onAccent: "#ffffff" },
  texts: { en: { welcome: "Good to see you" }, zh: { welcome: "欢迎回来" } },
};

export const lookBodySchema = named("LookBody", z.strictObject(fields), example);

export type WireLook = z.output<typeof lookBodySchema>;

export const lookSchema = named(
  "Look",
  z.object({
    ...fields,
    updatedAt: instantAnswer("When it was set; null: never").nullable(),
  }),
  { ...example, updatedAt: "2026-11-22T08:00:00.000Z" },
);

const signAnswer = (language: string) => z.string().openapi({ description: `The sign in ${language}` });

export const portalLookSchema = named(
  "PortalLook",
  z.object({
    ...fields,
    program: programIdSchema,
    name: z.string().openapi({ description: "What the program is called in the portal" }),
    currency: z.string().openapi({ example: "CNY", description: "ISO 4217 code" }),
    currencySigns: z.object({ en: signAnswer("English"), zh: signAnswer("Chinese") }).openapi({
      example: { en: "CN¥", zh: "¥" },
      description: "What stands before an amount, in each language: a phone loads its own tables late",
    }),
    timezone: z.string().openapi({ example: "Asia/Shanghai", description: "Name of the IANA database" }),
    today: z
      .object({
        day: z
          .string()
          .openapi({ format: "date", example: "2026-11-27", description: "The day that it is in that zone" }),
        endsAt: instantAnswer("The first instant of the next day there"),
      })
      .openapi({
        description: "So that a phone asks for what is of today before it knows the zone's clocks",
      }),
    termsVersion: z
      .int()
      .nullable()
      .openapi({ example: 1, description: "The newest version of the terms; null: there are none" }),
    hasWechat: z.boolean().openapi({
      example: true,
      description:
        "Whether the program has an official account, by which its promoters sign in within WeChat",
    }),
  }),
  {
    ...example,
    program: "demo",
    currency: "CNY",
    currencySigns: { en: "CN¥", zh: "¥" },
    timezone: "Asia/Shanghai",
    today: { day: "2026-11-27", endsAt: "2026-11-27T16:00:00.000Z" },
    termsVersion: 1,
    hasWechat: true,
  },
);
