/**
 * Whether a text names a person. As a value of its JSON, or as a word where the id is long enough to mean nobody else. The
 * id of another person that only begins alike is another word.
 */
import { keptJson } from "./kept-text.ts";

/** An id that is shorter stands in many texts that are about something else. */
const TELLING_CHARACTERS = 6;

/** What ids are made of: a match between two of these is a part of another id. */
const OF_AN_ID = /[\p{L}\p{N}_.@-]/u;

export function namesPerson(text: string, personId: string): boolean {
  if (holds(keptJson(text), personId)) return true;
  if (personId.length < TELLING_CHARACTERS) return text.includes(JSON.stringify(personId));
  for (let at = text.indexOf(personId); at >= 0; at = text.indexOf(personId, at + 1)) {
    const [before, after] = [text[at - 1] ?? "", text[at + personId.length] ?? ""];
    if (!OF_AN_ID.test(before) && !OF_AN_ID.test(after)) return true;
  }
  return false;
}

/** Members that are about people. Elsewhere a short number counts or costs something. */
const OF_PEOPLE = /customer|user|buyer|member|payer|client|person|account/i;

interface Part {
  readonly value: unknown;
  /** Whether a member around it is about people. */
  readonly isOfPeople: boolean;
}

/** Some shops write ids as numbers. Looked through without recursion: a body may be nested as deep as it is long. */
function holds(whole: unknown, personId: string): boolean {
  const open: Part[] = [{ value: whole, isOfPeople: false }];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const { value, isOfPeople } = part;
    if (value === personId || (isOfPeople && typeof value === "number" && String(value) === personId))
      return true;
    if (typeof value !== "object" || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      open.push({ value: inner, isOfPeople: isOfPeople || OF_PEOPLE.test(name) });
    }
  }
  return false;
}
