/** Sends files as a tus client does, over lines that are cut and to servers that are away for a while. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { request } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

const TUS = { "tus-resumable": "1.0.0" };
const PIECE = 64 * 1024;
/** What a client waits after a cut before it comes back, milliseconds. */
const BEFORE_NEXT_TRY_MS = 200;
/** How long a server may be away, milliseconds. */
const PATIENCE_MS = 60_000;

/** Whom to send to, and as whom. */
export type Door = { url: string; token: string };

/** Announces a file and gives the upload's id. */
export async function announceFile(door: Door, name: string, bytes: number): Promise<string> {
  const response = await fetch(`${door.url}/api/v1/uploads`, {
    method: "POST",
    headers: {
      ...TUS,
      authorization: `Bearer ${door.token}`,
      "upload-length": String(bytes),
      "upload-metadata": `filename ${Buffer.from(name).toString("base64")}`,
    },
  });
  if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
  return response.headers.get("location")!.split("/").at(-1)!;
}

/** How much has arrived; waits while the server is away. */
export async function offsetOf(door: Door, id: string): Promise<number> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const response = await fetch(`${door.url}/api/v1/uploads/${id}`, {
      method: "HEAD",
      headers: { ...TUS, authorization: `Bearer ${door.token}` },
    }).catch(() => null);
    if (response?.status === 200) return Number(response.headers.get("upload-offset"));
    if (Date.now() > deadline) throw new Error(`the server answered ${response?.status ?? "nothing"}`);
    await pause(50);
  }
}

/**
 * Sends the whole file, cutting the line so many times on the way.
 *
 * @param onCut called after each cut, with its number from 1 on
 * @returns bytes given to the line, those that were lost with a cut included
 */
export async function sendFile(
  door: Door,
  id: string,
  file: string,
  cuts: number,
  onCut: (cut: number) => Promise<void> = async () => {},
): Promise<number> {
  const { size } = await stat(file);
  let sent = 0;
  for (let cut = 1; ; cut += 1) {
    const from = await offsetOf(door, id);
    if (from === size) return sent;
    // Cuts lie evenly, each somewhere in the middle of a request that would have carried all the rest.
    const until = cut > cuts ? size : Math.max(from + 1, Math.floor((size * cut) / (cuts + 1)));
    sent += await sendPart(door, id, file, { from, until, size });
    if (cut > cuts) continue;
    await pause(BEFORE_NEXT_TRY_MS);
    await onCut(cut);
  }
}

/** One request that announces everything from `from` on, and is cut at `until`. */
async function sendPart(
  door: Door,
  id: string,
  file: string,
  { from, until, size }: { from: number; until: number; size: number },
): Promise<number> {
  const patch = request(`${door.url}/api/v1/uploads/${id}`, {
    method: "PATCH",
    headers: {
      ...TUS,
      authorization: `Bearer ${door.token}`,
      "content-type": "application/offset+octet-stream",
      "content-length": size - from,
      "upload-offset": from,
    },
  });
  const ended = new Promise<void>((resolve) => {
    patch.on("error", () => resolve());
    patch.on("response", (response) => response.resume().on("close", resolve));
  });
  let sent = 0;
  let isGone = false;
  patch.on("close", () => (isGone = true));
  for await (const piece of createReadStream(file, { start: from, end: until - 1, highWaterMark: PIECE })) {
    if (isGone) break;
    await Promise.race([new Promise<void>((resolve) => patch.write(piece, () => resolve())), ended]);
    sent += piece.length;
  }
  if (until < size) patch.destroy();
  else patch.end();
  await ended;
  return sent;
}
