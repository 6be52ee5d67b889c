/** The program's own look, laid over the portal's. What it says is checked for contrast where it is set. */
import type { Language } from "../../common/i18n/languages.ts";
import type { Look } from "./program.tsx";

type Colours = NonNullable<Look["colors"]>;

/** Custom properties of portal.css by the look's names. */
const PROPERTIES: Readonly<Record<keyof Colours, readonly string[]>> = {
  background: ["--ground", "--surface"],
  // Tones of states were chosen for the portal's own ground: on another their words alone tell them apart.
  text: ["--ink", "--quiet", "--edge", "--good", "--warn", "--bad"],
  accent: ["--brand", "--link"],
  onAccent: ["--on-brand"],
};

/** Shows the colours of the look, those for the dark where the reader prefers it, and follows when that changes. */
export function followLook(look: Look): () => void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = (): void => paintLook(dark.matches ? look.darkColors : look.colors);
  paint();
  dark.addEventListener("change", paint);
  return () => {
    dark.removeEventListener("change", paint);
    paintLook(undefined);
  };
}

/** By the object model: a policy without inline styles allows it. */
function paintLook(colours: Colours | undefined): void {
  const { style } = document.documentElement;
  for (const [name, properties] of Object.entries(PROPERTIES)) {
    for (const property of properties) {
      const value = colours?.[name as keyof Colours];
      if (value === undefined) style.removeProperty(property);
      else style.setProperty(property, value);
    }
  }
}

/** The merchant's texts in the reader's language, else in the other. */
export function textsOf({ texts }: Look, language: Language) {
  const [first, second] = language === "zh-CN" ? [texts?.zh, texts?.en] : [texts?.en, texts?.zh];
  return first ?? second ?? {};
}
