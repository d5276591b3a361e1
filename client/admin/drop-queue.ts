/**
 * Files on their way to the server: each by tus, so that a cut, a reload or a restart loses nothing. Kept outside React,
 * which reads snapshots of it.
 */
import { Upload as TusUpload, type PreviousUpload } from "tus-js-client";
import { keepFiles, readKeptFiles, type DropFile } from "./drop-kept.ts";

export type DropQueue = {
  snapshot: () => readonly DropFile[];
  subscribe: (listener: () => void) => () => void;
  add: (files: readonly { name: string; file: File }[]) => void;
  pause: (name: string) => void;
  resume: (name: string) => void;
  discard: (name: string) => void;
  /** Forgets what was imported; the server keeps it for as long as the import may need it. */
  clear: () => void;
};

const ENDPOINT = "/api/v1/uploads";
/** A request this long keeps proxies with time limits content and costs nothing on a slow line. */
const CHUNK_BYTES = 64_000_000;
/** After a cut: soon, then patiently; a server that restarts is back within these. */
const RETRY_MS = [200, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000];
const SENT_AT_ONCE = 2;
const TELL_EVERY_MS = 250;

type Entry = DropFile & { file: File | null; tus: TusUpload | null; startedAt: number; startedWith: number };

/** A queue of its own for each campaign and kind of import. @param key names what is kept in the browser */
export function createDropQueue(key: string): DropQueue {
  const store = `aftermap:drop:${key}`;
  let entries: Entry[] = readKeptFiles(store).map((kept) => ({ ...anEntry(kept.name, kept.bytes), ...kept }));
  let shown: readonly DropFile[] = entries.map(toFile);
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const tellNow = () => {
    clearTimeout(timer);
    timer = undefined;
    shown = entries.map(toFile);
    keepFiles(store, shown);
    listeners.forEach((listener) => listener());
  };
  const tellSoon = () => {
    timer ??= setTimeout(tellNow, TELL_EVERY_MS);
  };
  const change = (entry: Entry, changes: Partial<Entry>) => {
    Object.assign(entry, changes);
    tellNow();
    sendNext();
  };
  const sendNext = () => {
    const sending = entries.filter(({ status }) => status === "sending").length;
    for (const entry of entries.filter(({ status }) => status === "waiting").slice(0, SENT_AT_ONCE - sending))
      start(entry);
  };
  const start = (entry: Entry) => {
    if (entry.file === null) return;
    Object.assign(entry, { status: "sending", reason: null, startedAt: Date.now(), startedWith: entry.sent });
    const tus = new TusUpload(entry.file, {
      endpoint: ENDPOINT,
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRY_MS,
      metadata: { filename: entry.name },
      fingerprint: (file) => Promise.resolve(`${store}:${entry.name}:${file.size}:${file.lastModified}`),
      onUploadUrlAvailable: () => {
        entry.upload = tus.url?.split("/").at(-1) ?? null;
        tellSoon();
      },
      onProgress: (sent) => {
        const seconds = (Date.now() - entry.startedAt) / 1_000;
        if (entry.startedWith === 0 && seconds < 0.2) entry.startedWith = Math.min(sent, entry.startedWith);
        Object.assign(entry, {
          sent,
          bytesPerSecond: seconds < 1 ? null : (sent - entry.startedWith) / seconds,
        });
        tellSoon();
      },
      onSuccess: () => change(entry, { status: "arrived", sent: entry.bytes, bytesPerSecond: null }),
      onError: (error) => change(entry, { status: "failed", reason: error.message, bytesPerSecond: null }),
    });
    entry.tus = tus;
    tus
      .findPreviousUploads()
      .then((previous) => {
        const last = newest(previous);
        if (last !== undefined) tus.resumeFromPreviousUpload(last);
        if (entry.status === "sending") tus.start();
      })
      .catch((error: unknown) => change(entry, { status: "failed", reason: String(error) }));
    tellNow();
  };
  return {
    snapshot: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    add(files) {
      for (const { name, file } of files) {
        const known = entries.find((entry) => entry.name === name);
        if (known !== undefined && known.status !== "wanted" && known.status !== "failed") continue;
        entries = entries.filter((entry) => entry !== known);
        entries.push({ ...anEntry(name, file.size), file });
      }
      tellNow();
      sendNext();
    },
    pause(name) {
      const entry = entries.find((one) => one.name === name);
      if (entry === undefined || !["sending", "waiting"].includes(entry.status)) return;
      void entry.tus?.abort();
      change(entry, { status: "paused", bytesPerSecond: null });
    },
    resume(name) {
      const entry = entries.find((one) => one.name === name);
      if (entry === undefined || !["paused", "failed"].includes(entry.status)) return;
      change(entry, { status: entry.file === null ? "wanted" : "waiting" });
    },
    discard(name) {
      const entry = entries.find((one) => one.name === name);
      if (entry === undefined) return;
      // What the server keeps of it expires by itself should this not reach it.
      if (entry.tus !== null) entry.tus.abort(true).catch(() => {});
      entries = entries.filter((one) => one !== entry);
      tellNow();
      sendNext();
    },
    clear() {
      entries = [];
      tellNow();
    },
  };
}

const anEntry = (name: string, bytes: number): Entry => ({
  name,
  bytes,
  sent: 0,
  status: "waiting",
  bytesPerSecond: null,
  upload: null,
  reason: null,
  file: null,
  tus: null,
  startedAt: 0,
  startedWith: 0,
});

const toFile = ({ name, bytes, sent, status, bytesPerSecond, upload, reason }: Entry): DropFile => ({
  name,
  bytes,
  sent,
  status,
  bytesPerSecond,
  upload,
  reason,
});

function newest(uploads: readonly PreviousUpload[]): PreviousUpload | undefined {
  return [...uploads].sort((a, b) => Date.parse(b.creationTime) - Date.parse(a.creationTime))[0];
}
