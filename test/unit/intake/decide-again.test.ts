import { describe, expect, test } from "vitest";
import { VOIDED, type VoidedClaim } from "../../../domain/ledger/voided-claim.ts";
import { decideUntilTaken } from "../../../worker/intake/decide-again.ts";

interface Taken {
  readonly order: string;
  readonly decision: number;
}

/** An owner that takes each order at its n-th decision. */
function owner(takenAt: Readonly<Record<string, number>>) {
  const asked: string[][] = [];
  const commit = async (open: readonly string[]): Promise<(Taken | VoidedClaim)[]> => {
    asked.push([...open]);
    const decision = asked.length;
    return open.map((order) => (decision < (takenAt[order] ?? 1) ? VOIDED : { order, decision }));
  };
  return { asked, commit };
}

describe("an order whose budget was given back before its owner heard of it", () => {
  test("is decided again, alone, and answered in its place", async () => {
    const { asked, commit } = owner({ b: 3, c: 2 });
    const outcomes = await decideUntilTaken<string, Taken>(["a", "b", "c"], commit);
    expect(outcomes).toEqual([
      { order: "a", decision: 1 },
      { order: "b", decision: 3 },
      { order: "c", decision: 2 },
    ]);
    expect(asked).toEqual([["a", "b", "c"], ["b", "c"], ["b"]]);
  });

  test("is given up as unavailable after the fourth time", async () => {
    expect(await decideUntilTaken<string, Taken>(["a"], owner({ a: 4 }).commit)).toHaveLength(1);
    const refused = decideUntilTaken<string, Taken>(["a"], owner({ a: 5 }).commit);
    await expect(refused).rejects.toMatchObject({ code: "unavailable" });
  });

  test("costs nothing where there is none", async () => {
    const { asked, commit } = owner({});
    expect(await decideUntilTaken<string, Taken>([], commit)).toEqual([]);
    expect(asked).toEqual([]);
  });
});
