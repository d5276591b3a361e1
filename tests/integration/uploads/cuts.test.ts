import { createHash, randomBytes } from "node:crypto";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { anInstallation } from "../../support/installation.ts";
import { announceFile, sendFile } from "../../support/sending.ts";

/** `UPLOAD_TEST_BYTES=2147483648` sends as much as a real scene; a fraction of it shows the same in seconds. */
const BYTES = Number(process.env["UPLOAD_TEST_BYTES"] ?? 40_000_000);
const CUTS = 20;
const PIECE = 4_000_000;

async function writeRandom(path: string): Promise<string> {
  const hash = createHash("sha256");
  const file = await open(path, "w");
  for (let left = BYTES; left > 0; left -= PIECE) {
    const piece = randomBytes(Math.min(PIECE, left));
    hash.update(piece);
    await file.write(piece);
  }
  await file.close();
  return hash.digest("hex");
}

it(
  "brings a file through twenty cuts and two deaths of the server, hardly a byte sent twice",
  { timeout: 900_000 },
  async () => {
    const place = await anInstallation(undefined);
    const path = join(place.folder, "scene.bin");
    const sha256 = await writeRandom(path);
    await place.start("serve");
    await place.start("worker");
    const door = { url: place.url, token: place.admin.token! };
    const startedAt = Date.now();
    const id = await announceFile(door, "scene.bin", BYTES);
    const sent = await sendFile(door, id, path, CUTS, async (cut) => {
      if (cut === 7) await place.stop("serve");
      if (cut === 14) await place.kill("serve");
      if (cut === 7 || cut === 14) await place.start("serve");
    });
    const seconds = (Date.now() - startedAt) / 1000;
    await expect
      .poll(async () => (await place.admin.get(`/uploads/${id}`)).body.sha256, { timeout: 60_000 })
      .toBe(sha256);
    const share = (sent - BYTES) / BYTES;
    process.stderr.write(
      `${BYTES} bytes in ${seconds.toFixed(1)} s, ${(share * 100).toFixed(3)} % sent twice\n`,
    );
    expect(share).toBeLessThanOrEqual(0.01);
  },
);
