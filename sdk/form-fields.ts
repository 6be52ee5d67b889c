/** Puts the tokens where a checkout takes them along: in marked form fields, and in links to the shop's other hosts. */
import { withToken } from "./address.ts";

/** Gives the newest tokens, newest first. */
export type Tokens = () => readonly string[];

const MARKED = "data-tributary-token";

/** Fills every marked field: with the newest token, or with all of them where the mark says `all`. */
export function fillFields(tokens: readonly string[]): void {
  document.querySelectorAll<HTMLInputElement>(`input[${MARKED}]`).forEach((field) => {
    const value = field.getAttribute(MARKED) === "all" ? tokens.join(",") : tokens[0];
    if (value && field.value !== value) field.value = value;
  });
}

/** Empties every marked field. */
export function emptyFields(): void {
  document.querySelectorAll<HTMLInputElement>(`input[${MARKED}]`).forEach((field) => (field.value = ""));
}

/** Keeps filling fields, also those of forms that a page makes later. */
export function watchFields(tokens: Tokens): void {
  const fill = (): void => fillFields(tokens());
  new MutationObserver(fill).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("submit", fill, true);
}

/** Adds the newest token to a link as it is followed, where `carries` says that it would be lost otherwise. */
export function watchLinks(tokens: Tokens, carries: (link: HTMLAnchorElement) => boolean): void {
  const follow = (event: Event): void => {
    const link = event.target instanceof Element && event.target.closest<HTMLAnchorElement>("a[href]");
    const [newest] = tokens();
    if (link && newest && link.protocol.startsWith("http") && carries(link)) {
      link.search = withToken(link.search, newest);
    }
  };
  document.addEventListener("click", follow, true);
  document.addEventListener("auxclick", follow, true);
}
