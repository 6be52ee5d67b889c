/** What one member of a material asks of another. */
import { variablesIn } from "../../../domain/sharing/fill-text.ts";
import { MATERIAL_VARIABLES, type MaterialKind } from "../../../domain/sharing/material.ts";

interface Checked {
  readonly kind: MaterialKind;
  readonly text?: string | undefined;
  readonly picture?: string | undefined;
  readonly href?: string | undefined;
  readonly product?: { readonly price?: number | undefined } | undefined;
  readonly occasion?: string | undefined;
  readonly who?: string | undefined;
  readonly earned?: string | undefined;
  readonly promoterId?: number | undefined;
  readonly hasConsent?: boolean | undefined;
  readonly publishedFrom?: number | undefined;
  readonly publishedUntil?: number | undefined;
}

/** What each kind is nothing without. */
const NEEDS: Readonly<Record<MaterialKind, readonly (keyof Checked)[]>> = {
  text: ["text"],
  picture: ["picture"],
  link: ["href"],
  story: ["text", "who"],
};

const OF_STORIES = ["who", "earned", "promoterId", "hasConsent"] as const;

/** Of a schema of zod: adds what is wrong. */
export function checkMaterial(
  material: Checked,
  context: { addIssue(issue: { code: "custom"; path: string[]; message: string }): void },
): void {
  const add = (path: string, message: string): void =>
    context.addIssue({ code: "custom", path: [path], message });
  for (const name of NEEDS[material.kind]) {
    if (material[name] === undefined) add(name, `a material of kind ${material.kind} needs it`);
  }
  if (material.kind === "story") {
    if (material.hasConsent !== true)
      add("hasConsent", "a story is told with the consent of who tells it alone");
  } else {
    for (const name of OF_STORIES) if (material[name] !== undefined) add(name, "a story alone has it");
  }
  for (const message of unknownVariables(material)) add("text", message);
  const { publishedFrom = -Infinity, publishedUntil = Infinity } = material;
  if (publishedUntil <= publishedFrom) add("publishedUntil", "is not later than publishedFrom");
}

function unknownVariables({ text = "", product, occasion }: Checked): string[] {
  const own: Readonly<Record<string, unknown>> = {
    product,
    price: product?.price,
    occasion,
  };
  return variablesIn(text).flatMap((name) => {
    if (!MATERIAL_VARIABLES.some((known) => known === name))
      return [`knows ${MATERIAL_VARIABLES.map((known) => `{${known}}`).join(", ")} alone`];
    return name in own && own[name] === undefined
      ? [`names {${name}}, which the material does not have`]
      : [];
  });
}
