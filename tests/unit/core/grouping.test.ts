import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { openGroup } from "../../../core/grouping.ts";

/** Work that ends when told to, and keeps what it was given. */
function aWork() {
  const turns: string[][] = [];
  const ends: (() => void)[] = [];
  const work = async (items: readonly string[]): Promise<(string | Error)[]> => {
    turns.push([...items]);
    await new Promise<void>((resolve) => ends.push(resolve));
    return items.map((item) => (item === "bad" ? new Error("bad") : `done ${item}`));
  };
  const end = async () => {
    await expect.poll(() => ends.length).toBeGreaterThan(0);
    ends.shift()?.();
  };
  return { turns, work, end };
}

it("does together what came while the last turn was being done", async () => {
  const { turns, work, end } = aWork();
  const group = openGroup(work, { most: 10 });
  const first = group("a");
  await expect.poll(() => turns.length).toBe(1);
  const others = [group("b"), group("c")];
  await end();
  expect(await first).toBe("done a");
  await end();
  expect(await Promise.all(others)).toEqual(["done b", "done c"]);
  expect(turns).toEqual([["a"], ["b", "c"]]);
});

it("fails nobody for the fault of another in the same turn", async () => {
  const { work, end } = aWork();
  const group = openGroup(work, { most: 10 });
  const all = Promise.allSettled([group("a"), group("bad"), group("b")]);
  await end();
  expect((await all).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});

it("keeps the order of one owner, and gives nobody more than their share of a turn", async () => {
  const { turns, work, end } = aWork();
  const group = openGroup(work, {
    most: 10,
    share: { ownerOf: (item) => item.slice(0, 1), most: 2 },
    keysOf: (item) => [item],
  });
  const all = Promise.all(["a1", "a2", "a3", "b1", "a4", "b1"].map((item) => group(item)));
  for (let turn = 0; turn < 2; turn += 1) await end();
  expect(await all).toHaveLength(6);
  expect(turns).toEqual([
    ["a1", "a2", "b1"],
    ["a3", "a4", "b1"],
  ]);
});

it("takes no more than there is room for, and one that is larger than the room alone", async () => {
  const { turns, work, end } = aWork();
  const group = openGroup(work, { most: 3, size: (item) => item.length });
  const all = Promise.all(["aaaaa", "bb", "c", "dd"].map((item) => group(item)));
  for (let turn = 0; turn < 3; turn += 1) await end();
  await all;
  expect(turns).toEqual([["aaaaa"], ["bb", "c"], ["dd"]]);
});

it("refuses what would wait in vain", async () => {
  const { work, end } = aWork();
  const group = openGroup(work, {
    most: 1,
    refuse: (waiting) => {
      if (waiting >= 2) throw new Error("too many");
    },
  });
  const taken = [group("a"), group("b")];
  await expect(group("c")).rejects.toThrow("too many");
  for (let turn = 0; turn < 2; turn += 1) await end();
  await Promise.all(taken);
});

it("waits a moment for as many as were in the last turn, and no longer once they are there", async () => {
  const { turns, work, end } = aWork();
  const group = openGroup(work, { most: 10, gatherMs: 60_000 });
  const first = ["a", "b", "c"].map((item) => group(item));
  await expect.poll(() => turns.length).toBe(1);
  await pause(300); // a turn that took so long is waited for as long
  await end();
  await Promise.all(first);
  const next = [group("d")];
  await pause(5);
  next.push(group("e"), group("f"));
  await end();
  await Promise.all(next);
  expect(turns).toEqual([
    ["a", "b", "c"],
    ["d", "e", "f"],
  ]);
});

it("goes on with those who are there when the others do not come", async () => {
  const { turns, work, end } = aWork();
  const group = openGroup(work, { most: 10, gatherMs: 20 });
  const first = ["a", "b"].map((item) => group(item));
  await expect.poll(() => turns.length).toBe(1);
  await end();
  await Promise.all(first);
  const alone = group("c");
  await end();
  expect(await alone).toBe("done c");
  expect(turns).toEqual([["a", "b"], ["c"]]);
});
