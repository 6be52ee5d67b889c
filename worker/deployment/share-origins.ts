/** Origins of share links beside the first: the operator lists them, since each must lead here before a program names it. */

/** As `SHARE_ORIGINS` lists them: `https://go.shop.example, …`. Undefined for a list that is none. */
export function shareOrigins(text = ""): ReadonlySet<string> | undefined {
  const origins = text
    .split(",")
    .map((origin) => origin.trim())
    .filter((origin) => origin !== "");
  return origins.every(isOrigin) ? new Set(origins) : undefined;
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}
