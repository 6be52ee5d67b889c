/** Puts the styles that a page begins with into the page itself: it is painted one way to the service sooner. */
import type { Plugin } from "vite";

const LINKED = /\s*<link rel="stylesheet"[^>]* href="\/(assets\/[\w./-]+\.css)">/g;

/** The Worker names their hash in the page's policy, which lets no other style in. */
export function inlineStyles(): Plugin {
  return {
    name: "inline-styles",
    transformIndexHtml: {
      order: "post",
      handler: (html, { bundle = {} }) =>
        html.replace(LINKED, (_, file: string) => {
          const styles = bundle[file];
          if (styles?.type !== "asset") throw new Error(`The page has no styles ${file}`);
          const text = String(styles.source).trim();
          // What a page's element would end at, and the Worker's hash with it.
          if (text.includes("<")) throw new Error(`The styles ${file} cannot stand in a page`);
          return `\n    <style>${text}</style>`;
        }),
    },
  };
}
