import { describe, expect, test } from "vitest";
import { type VoidedProposal, voidedProposal } from "../../../../domain/settlement/voided-reservation.ts";
import { untilAccepted, type OpenEntry } from "../../../../worker/orders/until-accepted.ts";

interface Taken {
  readonly order: string;
  readonly decision: number;
}

/** An owner that takes each order at its n-th decision. */
function owner(takenAt: Readonly<Record<string, number>>) {
  const asked: string[][] = [];
  const commit = async (open: readonly OpenEntry<string>[]): Promise<(Taken | VoidedProposal)[]> => {
    asked.push(open.map(({ entry, voided }) => `${entry}${voided?.reservation ?? ""}`));
    const decision = asked.length;
    return open.map(({ entry: order }) =>
      decision < (takenAt[order] ?? 1)
        ? voidedProposal({ slot: 7, reservation: decision })
        : { order, decision },
    );
  };
  return { asked, commit };
}

describe("an order whose budget was given back before its owner heard of it", () => {
  test("is decided again, alone, with what was given back, and answered in its place", async () => {
    const { asked, commit } = owner({ b: 3, c: 2 });
    const outcomes = await untilAccepted<string, Taken>(["a", "b", "c"], commit);
    expect(outcomes).toEqual([
      { order: "a", decision: 1 },
      { order: "b", decision: 3 },
      { order: "c", decision: 2 },
    ]);
    expect(asked).toEqual([["a", "b", "c"], ["b1", "c1"], ["b2"]]);
  });

  test("is given up after the fourth time, alone", async () => {
    const { commit } = owner({ a: 4, b: 5 });
    expect(await untilAccepted<string, Taken>(["a", "b", "c"], commit)).toEqual([
      { order: "a", decision: 4 },
      undefined,
      { order: "c", decision: 1 },
    ]);
  });

  test("costs nothing where there is none", async () => {
    const { asked, commit } = owner({});
    expect(await untilAccepted<string, Taken>([], commit)).toEqual([]);
    expect(asked).toEqual([]);
  });
});
