/** Entries of the benchmark stand around the whole Worker: what they left out would not be measured. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const PROJECT = resolve(import.meta.dirname, "../../..");
const read = (path: string): string => readFileSync(resolve(PROJECT, path), "utf8");

test.each(["bench/cost/counting-worker.ts", "bench/limiter/judging-worker.ts"])(
  "%s has every class that an object of the service is of",
  (path) => {
    const classes = [...read("wrangler.toml").matchAll(/^class_name = "(\w+)"/gm)].map(([, name]) => name);
    expect(classes).toContain("NetworkSalts");
    const entry = read(path);
    const exported = /^export \* from "\.\.\/\.\.\/worker\/index\.ts";/m.test(entry)
      ? classes
      : [...entry.matchAll(/^export class (\w+)/gm)].map(([, name]) => name);
    expect(exported).toEqual(expect.arrayContaining(classes));
  },
);
