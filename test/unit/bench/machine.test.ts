/** What the benchmark reads of the kernel. */
import { expect, test } from "vitest";
import { isInRootGroup } from "../../../bench/machine/equal-shares.ts";
import { readUsed } from "../../../bench/machine/processor-time.ts";

test("a process lies in the kernel's own group or in one below, in both forms of control groups", () => {
  expect(isInRootGroup("4:memory:/service/1\n1:cpu,cpuacct:/\n0::/user.slice\n")).toBe(true);
  expect(isInRootGroup("4:memory:/\n1:cpu:/docker/1\n")).toBe(false);
  expect(isInRootGroup("0::/\n")).toBe(true);
  expect(isInRootGroup("0::/user.slice/user-1000.slice\n")).toBe(false);
  expect(isInRootGroup("")).toBe(true);
});

test("processor time is read behind a name with spaces and brackets", () => {
  const rest = "S 42 7 7 0 -1 4194560 100 0 0 0 250 50 3 1 20 0 1 0 99 0 0";
  expect(readUsed(`7 (postgres: a) (b) ${rest}`)).toEqual({ parent: 42, ms: 3_000 });
});
