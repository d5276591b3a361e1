import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { openRoom } from "../support/rooms.ts";

const PROJECT = join(import.meta.dirname, "../..");
const ROOMS = pathToFileURL(join(PROJECT, "tests/support/rooms.ts")).href;

/** A run that would go on for ever, and starts its database again whenever that is gone. */
const RUN = `
  import { openRoom, refuseWhileStopping } from ${JSON.stringify(ROOMS)};
  const room = openRoom();
  room.closeLater(() => {
    console.error("closed");
    console.log("database closed");
    try { refuseWhileStopping(); } catch { console.log("not started again"); }
  });
  room.closeLater(() => { throw new Error("this one cannot be closed"); });
  room.closeLater(async () => {
    await new Promise((resolve) => setTimeout(resolve, 100));
    console.log("API closed");
  });
  setInterval(() => {}, 1_000);
  console.log("at work");
`;

it("closes all that a run opened, the newest first, before a signal ends it, however often that is sent", async () => {
  const folder = await mkdtemp(join(tmpdir(), "aftermap-rooms-"));
  try {
    const file = join(folder, "run.mts");
    await writeFile(file, RUN);
    const child = spawn(process.execPath, ["--import", "tsx", file], {
      cwd: PROJECT,
      stdio: ["ignore", "pipe", "ignore"],
    });
    let printed = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (printed += text));
    const ended = once(child, "close");
    await expect.poll(() => printed, { timeout: 30_000 }).toBe("at work\n");
    child.kill("SIGTERM");
    child.kill("SIGINT"); // as a terminal and npm do, each of which tells everybody
    const [, signal] = await ended;
    expect(["SIGTERM", "SIGINT"]).toContain(signal);
    expect(printed).toBe("at work\nAPI closed\ndatabase closed\nnot started again\n");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it("closes all that a run opened when nobody reads any more what it says", async () => {
  const folder = await mkdtemp(join(tmpdir(), "aftermap-rooms-"));
  try {
    const file = join(folder, "run.mts");
    await writeFile(file, `${RUN}\nsetInterval(() => console.log("still at work"), 20);`);
    const child = spawn(process.execPath, ["--import", "tsx", file], {
      cwd: PROJECT,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 20_000,
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    await once(child.stdout, "data");
    child.stdout.destroy(); // as `head` does
    const [, signal] = await once(child, "exit");
    expect(signal).toBe("SIGHUP");
    expect(said).toBe("closed\n");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it("closes once, and tells what could not be closed after closing the rest", async () => {
  const before = process.listenerCount("SIGTERM");
  const room = openRoom();
  const closed: string[] = [];
  room.closeLater(() => closed.push("database"));
  room.closeLater(() => {
    throw new Error("the line hangs");
  });
  await expect(room.close()).rejects.toThrow("not closed: Error: the line hangs");
  await expect(room.close()).rejects.toThrow("the line hangs");
  expect(closed).toEqual(["database"]);
  expect(process.listenerCount("SIGTERM")).toBe(before);
});
