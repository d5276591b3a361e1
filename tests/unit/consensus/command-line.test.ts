import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runConsensusLabels, type LabelsCommand } from "../../../cli/consensus-labels.ts";
import { runConsensusWindows, type WindowsCommand } from "../../../cli/consensus-windows.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "aftermap-consensus-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a file into the test's folder and returns its path. */
function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function listen() {
  const heard = { out: "", err: "" };
  const io = {
    out: (text: string) => void (heard.out += text),
    err: (text: string) => void (heard.err += text),
  };
  return { heard, io };
}

async function labels(votes: string, options: Partial<LabelsCommand> = {}) {
  const { heard, io } = listen();
  const usual = { model: "auto", iterations: null, abstain: [], latest: false, json: true } as const;
  const files = { gold: undefined, truth: undefined, out: undefined };
  const status = await runConsensusLabels({ votes, ...usual, ...files, ...options }, io);
  return { status, ...heard };
}

async function windows(votes: string, options: Partial<WindowsCommand> = {}) {
  const { heard, io } = listen();
  const scenes = options.scenes ?? file("scenes.csv", SCENES);
  const usual = { method: "auto", latest: false, truth: undefined, out: undefined, json: true } as const;
  const status = await runConsensusWindows({ votes, ...usual, ...options, scenes }, io);
  return { status, ...heard };
}

/** Rows of a CSV without quotes, by column name. */
function rowsOf(path: string): Record<string, string>[] {
  const [head = "", ...lines] = readFileSync(path, "utf8").trim().split("\n");
  const names = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((value, i) => [names[i]!, value])));
}

const VOTES = "task,worker,label\nt1,a,yes\nt1,b,yes\nt1,c,no\nt2,a,no\nt2,b,no\nt2,c,no\n";
const SCENES =
  "scene,acquired_at\ns2,2024-02-01T00:00:00Z\ns1,2024-01-01T00:00:00Z\ns3,2024-03-01T00:00:00Z\n";
const BRACKETS = "building,volunteer,last_intact,first_damaged\n";

describe("consensus labels", () => {
  it("writes each task's label with its probabilities, and one JSON document", async () => {
    const out = join(folder, "out.csv");
    const truth = file("truth.csv", "task,label\nt1,yes\nt2,no\n");
    const { status, out: text } = await labels(file("votes.csv", VOTES), { out, truth });
    expect(status).toBe(0);
    expect(JSON.parse(text)).toMatchObject({
      model: "auto",
      tasks: 2,
      workers: 3,
      votes: 6,
      labels: 2,
      accuracy: 1,
      macroF1: 1,
    });
    const rows = rowsOf(out);
    expect(rows.map((row) => [row["task"], row["label"]])).toEqual([
      ["t1", "yes"],
      ["t2", "no"],
    ]);
    for (const row of rows) {
      expect(Number(row["p:yes"]) + Number(row["p:no"])).toBeCloseTo(1, 9);
      expect(row["probability"]).toBe(row[`p:${row["label"]}`]);
    }
  });

  it("ignores other columns and their order, reads quotes, line ends of Windows and a byte order mark", async () => {
    const text = '\uFEFFnote,label,task,worker\r\n"a, b","yes","t ""1""",w1\r\n\r\n"two\nlines",no,t2,w1\r\n';
    const { status, out } = await labels(file("odd.csv", text));
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ tasks: 2, workers: 1, votes: 2, labels: 2 });
  });

  it("counts every row, or with --latest each worker's last", async () => {
    const votes = file("twice.csv", "task,worker,label\nt1,a,no\nt1,a,no\nt1,a,yes\nt1,b,yes\n");
    expect(JSON.parse((await labels(votes)).out)).toMatchObject({ votes: 4 });
    const out = join(folder, "latest.csv");
    expect(JSON.parse((await labels(votes, { latest: true, model: "majority", out })).out)).toMatchObject({
      votes: 2,
    });
    expect(rowsOf(out)[0]).toMatchObject({ label: "yes", probability: "1" });
  });

  it("never finds an abstention true, but gives it its column", async () => {
    const out = join(folder, "abstain.csv");
    const votes = file("unsure.csv", "task,worker,label\nt1,a,unsure\nt1,b,unsure\nt1,c,no\nt2,a,yes\n");
    expect((await labels(votes, { abstain: ["unsure"], out })).status).toBe(0);
    expect(rowsOf(out)[0]).toMatchObject({ label: "no", "p:unsure": "0" });
  });

  it("says what gold says, and runs exactly the iterations asked", async () => {
    const out = join(folder, "gold.csv");
    const gold = file("gold.csv.in", "task,label\nt1,no\n");
    expect((await labels(file("votes.csv", VOTES), { gold, out })).status).toBe(0);
    expect(rowsOf(out)[0]).toMatchObject({ label: "no", probability: "1" });
    for (const model of ["auto", "dawid-skene", "one-coin", "crowdkit-ds"] as const) {
      const { out: text } = await labels(file("votes.csv", VOTES), { model, iterations: 7 });
      expect(JSON.parse(text)).toMatchObject({ model, iterations: 7 });
    }
  });

  it("tells of labels that cannot be meant", async () => {
    const votes = file("votes.csv", VOTES);
    const truth = file("coded.csv", "task,label\nt1,1\nt2,0\n");
    const { status, err } = await labels(votes, { truth, abstain: ["unsure"] });
    expect(status).toBe(0);
    expect(err).toContain("--abstain: no vote in");
    expect(err).toMatch(/none of its labels \("1", …\) is among those of the votes \("no", …\)/);
  });

  it("does not write over the votes", async () => {
    const votes = file("own.csv", VOTES);
    const { status, err } = await labels(votes, { out: join(folder, ".", "own.csv") });
    expect(status).toBe(2);
    expect(err).toMatch(/is a file that this command reads; give another path/);
    expect(readFileSync(votes, "utf8")).toBe(VOTES);
  });

  it("answers for one volunteer and one class", async () => {
    for (const model of ["auto", "dawid-skene", "one-coin", "majority", "crowdkit-ds"] as const) {
      const out = join(folder, "one.csv");
      expect((await labels(file("single.csv", "task,worker,label\nt1,a,yes\n"), { model, out })).status).toBe(
        0,
      );
      expect(rowsOf(out)[0]).toMatchObject({ label: "yes", probability: "1" });
    }
  });

  it.each([
    ["an empty file", "", /:1: is empty; .*header|first line must name/],
    ["no votes", "task,worker,label\n", /:1: has no votes/],
    [
      "a missing column",
      "task,label\nt,l\n",
      /:1: no column "worker"; the first line must name task,worker,label/,
    ],
    ["semicolons", "task;worker;label\n1;2;3\n", /separated by ";"; save it with commas/],
    ["a short row", "task,worker,label\n1,2,3\n1,2\n", /:3: has 2 fields where the header names 3/],
    ["a long row", "task,worker,label\n1,2,3,4\n", /:2: has 4 fields .*put quotes/],
    ["an empty field", "task,worker,label\n1,,3\n", /:2: an empty worker/],
    ["an open quote", 'task,worker,label\n1,2,"3\n4,5,6\n', /:2: a quote is opened here and never closed/],
    ["bytes that are no text", Uint8Array.of(116, 0xff, 0xfe, 10), /is not UTF-8 text/],
    ["a column named twice", "task,worker,label,label\n1,2,3,4\n", /names the column "label" twice/],
  ])("refuses %s in one line that names file, line and remedy", async (name, content, reason) => {
    const { status, err, out } = await labels(file("bad.csv", content));
    expect(status).toBe(1);
    expect(err).toMatch(reason);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(JSON.parse(out).error.detail).toContain("bad.csv");
  });

  it.each([
    [
      "truth of other tasks",
      { truth: "task,label\nx,yes\n" },
      /:2: none of its tasks .* is it the file of another set/,
    ],
    [
      "truth that contradicts itself",
      { truth: "task,label\nt1,yes\nt1,no\n" },
      /:3: task "t1" has another label on line 2/,
    ],
    [
      "gold that is an abstention",
      { gold: "task,label\nt1,no\n", abstain: ["no"] },
      /:2: "no" is in --abstain/,
    ],
    ["only abstentions", { abstain: ["yes", "no"] }, /every label is one of --abstain/],
    ["a file that is not there", { truth: null }, /no such file; check the path/],
    [
      "a place that cannot be written",
      { out: "/no/such/folder/out.csv" },
      /cannot be written .*another path to --out/,
    ],
  ])("refuses %s", async (_name, given, reason) => {
    const { truth, gold, ...rest } = { truth: undefined, gold: undefined, ...given };
    const at = (name: string, content: string | null | undefined) =>
      content === undefined ? undefined : content === null ? join(folder, "absent.csv") : file(name, content);
    const { status, err } = await labels(file("votes.csv", VOTES), {
      ...rest,
      truth: at("t.csv", truth),
      gold: at("g.csv", gold),
    });
    expect(status).toBe(1);
    expect(err).toMatch(reason);
  });

  it("calls it wrong usage to give gold to a model that cannot learn from it", async () => {
    const { status, err } = await labels(file("votes.csv", VOTES), { model: "crowdkit-ds", gold: "any.csv" });
    expect(status).toBe(2);
    expect(err).toMatch(/knows neither --gold nor --abstain; use auto or dawid-skene/);
  });
});

describe("consensus windows", () => {
  it("counts with --latest only who cannot tell in the end", async () => {
    const rows = ["b1,a,,", "b1,a,s1,s2", "b1,b,s1,s2", "b1,b,,"];
    const votes = file("changed.csv", `${BRACKETS}${rows.join("\n")}\n`);
    expect(JSON.parse((await windows(votes)).out)).toMatchObject({ votes: 2, cannotTell: 2 });
    expect(JSON.parse((await windows(votes, { latest: true })).out)).toMatchObject({
      votes: 1,
      cannotTell: 1,
    });
  });

  it("orders scenes by time and names each building's window", async () => {
    const out = join(folder, "windows.csv");
    const rows = ["b1,a,s1,s2", "b1,b,s1,s2", "b1,c,s1,s2", "b2,a,s3,", "b2,b,s3,", "b2,c,s3,", "b3,a,,"];
    const { status, out: text } = await windows(file("brackets.csv", `${BRACKETS}${rows.join("\n")}\n`), {
      out,
    });
    expect(status).toBe(0);
    expect(JSON.parse(text)).toMatchObject({
      buildings: 3,
      volunteers: 3,
      votes: 6,
      cannotTell: 1,
      scenes: 3,
    });
    const found = rowsOf(out);
    expect(found[0]).toMatchObject({ building: "b1", last_intact: "s1", first_damaged: "s2" });
    expect(found[1]).toMatchObject({ building: "b2", last_intact: "s3", first_damaged: "" });
    for (const row of found) {
      expect([0, 1, 2, 3].reduce((sum, k) => sum + Number(row[`p:${k}`]), 0)).toBeCloseTo(1, 9);
    }
  });

  it.each([
    [
      "an unknown scene",
      "b,v,s9,\n",
      /:2: scene "s9" is not in .*scenes.csv; add it there or correct it here/,
    ],
    [
      "scenes the wrong way round",
      "b,v,s3,s1\n",
      /:2: last_intact "s3" is not earlier than first_damaged "s1"/,
    ],
    ["no votes", "", /:1: has no votes after its header/],
  ])("refuses %s", async (_name, rows, reason) => {
    const { status, err } = await windows(file("brackets.csv", `${BRACKETS}${rows}`));
    expect(status).toBe(1);
    expect(err).toMatch(reason);
  });

  it.each([
    ["a date that is none", "scene,acquired_at\ns1,soon\n", /:2: acquired_at "soon" is no date/],
    [
      "a scene twice",
      "scene,acquired_at\ns1,2024-01-01\ns1,2024-01-02\n",
      /:3: scene "s1" is on line 2 already/,
    ],
    ["no scenes", "scene,acquired_at\n", /:1: has no scenes/],
  ])("refuses %s among the scenes", async (_name, content, reason) => {
    const scenes = file("bad-scenes.csv", content);
    const { status, err } = await windows(file("brackets.csv", `${BRACKETS}b,v,s1,\n`), { scenes });
    expect(status).toBe(1);
    expect(err).toMatch(reason);
  });
});
