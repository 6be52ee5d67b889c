/** What README.md promises to those who paste its blocks, whatever their shell is. */
import { expect, test } from "vitest";
import { type Shell, shellBlocks, typeInto } from "./guide.ts";

/** @param origin of a demo that runs. */
export function keepsItsPromises(shell: Shell, origin: () => string): void {
  const paste = (blocks: readonly string[]) => typeInto(shell, blocks, origin());

  test("the journey in curl ends with the figures that the guide names", async () => {
    const { printed, complaints } = await paste(shellBlocks("The journey in curl"));
    expect(complaints).toBe("");
    expect(printed).toMatch(/Ling is pr_\w+, Wei is pr_\w+, the link is http:\S+\/s\/\w+\n/);
    expect(printed).toMatch(/^https:\/\/shop\.example\.com\/tea\?tby=[\w.-]{40,240}$/m);
    expect(printed.match(/level: [12],\n +amount: \d+/g)).toEqual([
      expect.stringMatching(/level: 1,\n +amount: 1000/),
      expect.stringMatching(/level: 2,\n +amount: 500/),
    ]);
    expect(printed).toContain("\nheld\navailable\n");
    expect(printed).toMatch(/ available: 667,\n/);
    expect(printed).toMatch(/ valid: true,\n/);
  });

  test("the plans do what the guide says, and the same again", async () => {
    const [common = ""] = shellBlocks("The journey in curl");
    const plans = [common, ...shellBlocks("Plans: what operators set every week")];
    for (const bound of [1, 0]) {
      const { printed, complaints } = await paste(plans);
      expect(complaints).toBe("");
      expect(printed).toMatch(/name: 'gold', fromSales: 2000000/);
      expect(printed).toMatch(/id: 'spring',.*budget: 500000,/s);
      expect(printed).toMatch(/promoters: \[\n.*change: 134 .*\n.*change: -133 /);
      expect(printed).toMatch(new RegExp(`"joined":${bound * 2},"bound":${bound},.*"refused":0`));
      expect(printed).toContain("{ kind: 'everyone' }");
    }
  });
}
