/** What an act was about, as the audit keeps it: a path without the merchant's own ids of people. */

/** Parameters of paths that name a person. What is done to a person is found by what it changed. */
const OF_PEOPLE = new Set(["{memberId}", "{customerId}"]);

/** An id of 128 characters is four times as long in a path, and some paths hold two. */
const MOST_CHARACTERS = 2_000;

/** @param template of the route, such as `/v1/programs/{program}/members/{memberId}`. */
export function auditSubject(template: string, path: string): string {
  const names = template.split("/");
  const parts = path.split("/").map((part, place) => {
    const name = names[place] ?? "";
    return OF_PEOPLE.has(name) ? name : part;
  });
  return parts.join("/").slice(0, MOST_CHARACTERS);
}
