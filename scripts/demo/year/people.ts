/** The promoters of the demo's year, three levels of them. Those who stand first sell most. */
import type { Chance } from "./chance.ts";

const SURNAMES = ["Li", "Wang", "Zhang", "Chen", "Liu", "Zhao"];
const NAMES = ["Ling", "Wei", "Mei", "An", "Jun"];

export interface Person {
  readonly memberId: string;
  readonly name: string;
  readonly uplineMemberId?: string;
  /** 0 at the top. */
  readonly depth: number;
  /** Its coupon code. */
  readonly code: string;
}

const AT_THE_TOP = 6;
const DEEPEST = 2;

export function peopleOf(chance: Chance): Person[] {
  const people: Person[] = [];
  for (const name of NAMES) {
    for (const surname of SURNAMES) {
      const above = people.filter(({ depth }) => depth < DEEPEST);
      const upline = people.length < AT_THE_TOP ? undefined : chance.of(above, 2);
      people.push({
        memberId: `${name}-${surname}`.toLowerCase(),
        name: `${surname} ${name}`,
        code: `${name}${surname}`.toUpperCase(),
        depth: upline === undefined ? 0 : upline.depth + 1,
        ...(upline === undefined ? {} : { uplineMemberId: upline.memberId }),
      });
    }
  }
  return people;
}
