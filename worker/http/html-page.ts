/** Small pages for people: whole in themselves, without a script, and not to be framed. */
import { createHash } from "node:crypto";
import { escaped } from "../../domain/kernel/escaped.ts";

/** A style sheet with the policy under which it alone may take effect. */
export interface PageStyle {
  readonly css: string;
  readonly policy: string;
}

export function pageStyle(css: string): PageStyle {
  const hash = createHash("sha256").update(css).digest("base64");
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
  return { css, policy };
}

export interface PageParts {
  readonly language: "en" | "zh";
  /** Plain text. */
  readonly title: string;
  /** HTML of the head, beside title and style. */
  readonly head?: string;
  /** HTML of the page. */
  readonly body: string;
}

export function htmlPage(style: PageStyle, { language, title, head = "", body }: PageParts): string {
  return (
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(title)}</title>${head}` +
    `<style>${style.css}</style></head><body><main>${body}</main></body></html>`
  );
}
