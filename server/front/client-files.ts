import type { IncomingMessage } from "node:http";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { CLIENT_FOLDER, isScreen } from "../client-files.ts";
import { prepare, type Prepared } from "./prepared.ts";

/** The built client in memory. */
export type ClientFiles = { find(url: string, req: IncomingMessage): Prepared | null };

const ASSET = /^\/assets\/([\w.-]{1,200}\.(?:js|css|svg))$/;
const TYPES: Record<string, string> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".html": "text/html; charset=utf-8",
};
const FOREVER = "public, max-age=31536000, immutable";
const ASK_EACH_TIME = "no-cache";
/** How hard to compress what the build left: a page of a few kilobytes, once. */
const EFFORT = 9;
/** A new build is noticed after this. */
const LOOK_AGAIN_MS = 1_000;

/**
 * The page and its scripts as they are asked for: read and compressed once, and again after a new build. What the
 * folder does not hold is left to Express.
 */
export function openClientFiles(): ClientFiles {
  const kept = new Map<string, { madeAt: number; prepared: Prepared }>();
  const index = path.join(CLIENT_FOLDER, "index.html");
  let lookedAt = 0;
  let builtAt = 0;

  const keep = (name: string, cacheControl: string): Prepared | null => {
    const known = kept.get(name);
    if (known !== undefined) return known.prepared;
    const body = read(name);
    if (body === null) return null;
    const [br, gzip] = [read(`${name}.br`), read(`${name}.gz`)];
    const ready = { ...(br === null ? {} : { br }), ...(gzip === null ? {} : { gzip }) };
    const type = TYPES[path.extname(name)] ?? "application/octet-stream";
    const prepared = prepare(body, { type, cacheControl }, EFFORT, ready);
    kept.set(name, { madeAt: builtAt, prepared });
    return prepared;
  };

  return {
    find(url, req) {
      const asset = ASSET.exec(url)?.[1];
      const isPage = asset === undefined && isScreen(url, req.headers.accept);
      if (asset === undefined && !isPage) return null;
      const now = Date.now();
      if (now - lookedAt > LOOK_AGAIN_MS) {
        lookedAt = now;
        const stamp = statSync(index, { throwIfNoEntry: false })?.mtimeMs ?? 0;
        if (stamp !== builtAt) kept.clear();
        builtAt = stamp;
      }
      if (builtAt === 0) return null;
      return asset === undefined ? keep("index.html", ASK_EACH_TIME) : keep(`assets/${asset}`, FOREVER);
    },
  };
}

function read(name: string): Buffer | null {
  try {
    return readFileSync(path.join(CLIENT_FOLDER, name));
  } catch {
    return null; // not there: Express says so
  }
}
