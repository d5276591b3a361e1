import { z } from "zod";

/** A file in the list. `wanted`: the page was left before all of it arrived, and the browser must be given it again. */
export type DropFile = {
  name: string;
  bytes: number;
  sent: number;
  status: "waiting" | "sending" | "paused" | "arrived" | "failed" | "wanted";
  bytesPerSecond: number | null;
  /** The upload's id, once the server has given one. */
  upload: string | null;
  reason: string | null;
};

const Kept = z.array(
  z.object({
    name: z.string(),
    bytes: z.number(),
    sent: z.number(),
    upload: z.string().nullable(),
    hasArrived: z.boolean(),
  }),
);

/** The list survives a reload; files themselves cannot, so what had not arrived must be chosen again. */
export function keepFiles(store: string, files: readonly DropFile[]): void {
  const kept = files.map(({ name, bytes, sent, status, upload }) => {
    return { name, bytes, sent, upload, hasArrived: status === "arrived" };
  });
  try {
    if (kept.length === 0) localStorage.removeItem(store);
    else localStorage.setItem(store, JSON.stringify(kept));
  } catch {
    // Storage is full or closed: sending goes on, only a reload would forget the list.
  }
}

export function readKeptFiles(
  store: string,
): Pick<DropFile, "name" | "bytes" | "sent" | "upload" | "status">[] {
  try {
    const kept = Kept.parse(JSON.parse(localStorage.getItem(store) ?? "[]"));
    return kept.map(({ hasArrived, ...file }) => ({ ...file, status: hasArrived ? "arrived" : "wanted" }));
  } catch {
    return []; // kept by another release, or closed
  }
}
