/** What two people save at once: neither undoes what the other did without having heard of it. */
import { expect, test } from "vitest";
import { changesIn } from "../../../dashboard/desk/parts/changes-in.ts";
import { saveOver } from "../../../dashboard/desk/drafts/save-over.ts";

/** A service whose newest version is told, and that keeps what is written. */
function serviceOf(version: number) {
  const written: string[] = [];
  const newest = { version };
  const write = async (body: string): Promise<void> => void written.push(await Promise.resolve(body));
  return { written, newest, service: { read: async () => await Promise.resolve(newest), write } };
}

test("what is begun from the newest version is saved", async () => {
  const { service, written } = serviceOf(3);
  expect(await saveOver(service, 3, "mine")).toBe(null);
  expect(written).toEqual(["mine"]);
});

test("over a version that was saved since it was begun nothing is saved before its writer has heard of it", async () => {
  const { service, written, newest } = serviceOf(3);
  expect(await saveOver(service, 2, "mine")).toBe(newest);
  expect(written).toEqual([]);
  expect(await saveOver(service, newest.version, "mine")).toBe(null);
  expect(written).toEqual(["mine"]);
});

test("nothing is saved where the newest version cannot be read", async () => {
  const { service, written } = serviceOf(3);
  const read = async () => await Promise.reject(new TypeError("Failed to fetch"));
  await expect(saveOver({ ...service, read }, 3, "mine")).rejects.toThrow("Failed to fetch");
  expect(written).toEqual([]);
});

test("of a form only what was changed in it is sent", () => {
  const before = { name: "Tea", hosts: ["a"], share: null, settlement: { hold: "P7D", approvals: 1 } };
  expect(changesIn(before, before)).toEqual({});
  expect(changesIn(before, { ...before, name: "Teas" })).toEqual({ name: "Teas" });
  const after = { ...before, hosts: ["b"], share: "https://b", settlement: { hold: "P7D", approvals: 2 } };
  expect(changesIn(before, after)).toEqual({
    hosts: ["b"],
    share: "https://b",
    settlement: { approvals: 2 },
  });
  expect(changesIn(after, before)).toEqual({ hosts: ["a"], share: null, settlement: { approvals: 1 } });
});
