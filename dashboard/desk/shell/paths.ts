/** The addresses of the desk's pages. */

export const SECTIONS = [
  "home",
  "orders",
  "promoters",
  "payouts",
  "books",
  "tax",
  "reports",
  "links",
  "materials",
  "posters",
  "plans",
  "risk",
  "sources",
  "webhooks",
  "settings",
  "access",
] as const;

export type Section = (typeof SECTIONS)[number];

export function pathOf(program: string, section: Section, ...below: readonly string[]): string {
  const parts = section === "home" ? [program] : [program, section, ...below];
  return `/desk/${parts.map(encodeURIComponent).join("/")}`;
}

/** The section of an address below `/desk/{program}`. */
export function sectionOf(path: string): Section {
  const name = path.split("/")[3] ?? "";
  return SECTIONS.find((section) => section === name) ?? "home";
}

/** Where signing in leads back to: the desk's page, as far as its address is one that signing in takes. */
export function returnPathOf(path: string): string {
  return /^\/desk(?:\/[\w.~-]+)*$/.test(path) ? path : "/desk";
}
