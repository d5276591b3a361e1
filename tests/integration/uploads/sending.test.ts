import { createHash, randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { announceFile, offsetOf, sendFile, type Door } from "../../support/sending.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
let door: Door;
beforeAll(async () => {
  world = await aWorld();
  door = { url: world.url, token: world.admin.token! };
});

const KILOBYTES_300 = 300_000;
async function aFile(name: string, bytes = KILOBYTES_300): Promise<{ path: string; sha256: string }> {
  const path = join(world.ctx.config.dataDir, name);
  const content = randomBytes(bytes);
  await writeFile(path, content);
  return { path, sha256: createHash("sha256").update(content).digest("hex") };
}

it("goes on where a line was cut, and knows the SHA-256 of what arrived", async () => {
  const file = await aFile("cut.bin");
  const id = await announceFile(door, "folder/cut.bin", KILOBYTES_300);
  await sendFile(door, id, file.path, 3);
  await expect
    .poll(async () => (await world.admin.get(`/uploads/${id}`)).body, { timeout: 15_000 })
    .toMatchObject({
      name: "folder/cut.bin",
      bytes: KILOBYTES_300,
      received: KILOBYTES_300,
      sha256: file.sha256,
    });
  expect((await world.admin.get("/uploads")).body.items.map((upload: any) => upload.id)).toContain(id);
});

it("goes on at another server of the same installation", async () => {
  const file = await aFile("two-servers.bin");
  const id = await announceFile(door, "two-servers.bin", KILOBYTES_300);
  const other = await world.anotherServer();
  let cuts = 0;
  const doors = [door, { ...door, url: other }];
  await sendFile(
    {
      token: door.token,
      get url() {
        return doors[cuts % 2]!.url;
      },
    },
    id,
    file.path,
    4,
    async () => {
      cuts += 1;
    },
  );
  await expect
    .poll(async () => (await world.admin.get(`/uploads/${id}`)).body.sha256, { timeout: 15_000 })
    .toBe(file.sha256);
});

it.each(["POST", "PATCH", "HEAD", "DELETE", "OPTIONS"])("lets nobody but admins %s", async (method) => {
  const id = await announceFile(door, "mine.bin", 10);
  const volunteer = await world.volunteer();
  const statuses = await Promise.all(
    [null, volunteer.token, world.analyst.token].map(async (token) => {
      const headers = {
        "tus-resumable": "1.0.0",
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(method === "PATCH"
          ? { "content-type": "application/offset+octet-stream", "upload-offset": "0" }
          : {}),
        ...(method === "POST" ? { "upload-length": "10" } : {}),
      };
      const path = method === "POST" ? "/uploads" : `/uploads/${id}`;
      return (await fetch(`${world.url}/api/v1${path}`, { method, headers })).status;
    }),
  );
  expect(statuses).toEqual([401, 403, 403]);
  expect(await offsetOf(door, id)).toBe(0);
});

it("refuses what is too long, nameless or of unknown length, saying why", async () => {
  const post = (headers: Record<string, string>) =>
    fetch(`${world.url}/api/v1/uploads`, {
      method: "POST",
      headers: { "tus-resumable": "1.0.0", authorization: `Bearer ${door.token}`, ...headers },
    });
  const name = `filename ${Buffer.from("a.tif").toString("base64")}`;
  expect((await post({ "upload-length": "100000000001", "upload-metadata": name })).status).toBe(413);
  expect((await post({ "upload-defer-length": "1", "upload-metadata": name })).status).toBe(400);
  const nameless = await post({ "upload-length": "5" });
  expect([nameless.status, await nameless.text()]).toEqual([400, expect.stringContaining("filename")]);
});

it("takes no more bytes than were announced, and none at a wrong place", async () => {
  const id = await announceFile(door, "short.bin", 4);
  const patch = (offset: number, body: string) =>
    fetch(`${world.url}/api/v1/uploads/${id}`, {
      method: "PATCH",
      headers: {
        "tus-resumable": "1.0.0",
        authorization: `Bearer ${door.token}`,
        "content-type": "application/offset+octet-stream",
        "upload-offset": String(offset),
      },
      body,
    });
  expect((await patch(2, "ab")).status).toBe(409);
  expect((await patch(0, "abcdefgh")).status).toBe(413);
  expect((await patch(0, "abcd")).status).toBe(204);
});

it.each([
  ["../../etc/passwd", "etc/passwd"],
  ["C:\\imagery\\scene.tif", "C/imagery/scene.tif"],
  ["/abs/./../x.tif", "abs/x.tif"],
  ["a\u0000b\n.tif", "ab.tif"],
])("keeps the name %j as %j, inside its folder", async (given, kept) => {
  const id = await announceFile(door, given, 1);
  expect((await world.admin.get(`/uploads/${id}`)).body.name).toBe(kept);
});
