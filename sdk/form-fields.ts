/** Puts the tokens where a checkout takes them along: in marked form fields, and in links to the shop's other hosts. */
import { withToken } from "./address.ts";
import { elements, listen, rootElement } from "./dom.ts";

/** Gives the newest tokens, newest first. */
export type Tokens = () => readonly string[];

const MARKED = "data-tributary-token";

/**
 * Fills every marked field: with all tokens, joined by commas; with the newest alone where the mark says `newest`. And with
 * the newest's part before the dot where it says `short`, for fields that hold little.
 */
export function fillFields(tokens: readonly string[]): void {
  elements<HTMLInputElement>(`input[${MARKED}]`).forEach((field) => {
    const mark = field.getAttribute(MARKED);
    const [newest = ""] = tokens;
    const value = mark === "newest" ? newest : mark === "short" ? newest.split(".")[0] : tokens.join(",");
    if (value && field.value !== value) field.value = value;
  });
}

/** Empties every marked field. */
export function emptyFields(): void {
  elements<HTMLInputElement>(`input[${MARKED}]`).forEach((field) => (field.value = ""));
}

/** Keeps filling fields, also those of forms that a page makes later. */
export function watchFields(tokens: Tokens): void {
  const fill = (): void => fillFields(tokens());
  new MutationObserver(fill).observe(rootElement(), { childList: true, subtree: true });
  listen("submit", fill);
}

function closestLink(element: Element): HTMLAnchorElement | null {
  return Element.prototype.closest.call(element, "a[href]") as HTMLAnchorElement | null;
}

/** Adds the newest token to a link as it is followed, where `carries` says that it would be lost otherwise. */
export function watchLinks(tokens: Tokens, carries: (link: HTMLAnchorElement) => boolean): void {
  const follow = (event: Event): void => {
    const link = event.target instanceof Element && closestLink(event.target);
    const [newest] = tokens();
    // A link of a drawing has no protocol.
    if (link && newest && link.protocol && link.protocol.startsWith("http") && carries(link)) {
      link.search = withToken(link.search, newest);
    }
  };
  listen("click", follow);
  listen("auxclick", follow);
}
