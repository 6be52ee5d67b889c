/** Addresses of the portal's pages. They name the program and the page, and never who is signed in. */

type PageName =
  | ""
  | "orders"
  | "links"
  | "withdraw"
  | "team"
  | "ranks"
  | "rates"
  | "cases"
  | "terms"
  | "materials";

/** @param rest of the path: an id, as the API gave it. */
export function pathOf(program: string, page: PageName, rest?: string): string {
  const path = page === "" ? `/portal/${program}` : `/portal/${program}/${page}`;
  return rest === undefined ? path : `${path}/${encodeURIComponent(rest)}`;
}
