import { readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { AppError } from "../../../shared/errors.ts";
import { checkAddress } from "../addresses/check-address.ts";
import { fetchAddress, type FetchRules } from "../addresses/fetch-address.ts";
import { readAddress } from "../addresses/read-address.ts";
import { isAddress } from "../bring-files.ts";
import { isTileTemplate } from "../remote/template.ts";
import { NOTHING_STATED, type Stated } from "../stated.ts";
import { stacKind, walkStac, type StacContents } from "./walk.ts";

/** A file of a batch, or an address: what there is to look into. */
export type Source = { name: string; path: string };
/** What a source turned out to be: an image or a tile address itself, or a document that names images. */
export type Found =
  { kind: "image" } | { kind: "tiles"; stated: Stated } | { kind: "documents"; contents: StacContents };

/** Where references in local documents may lead: the files of the batch by name, and folders. */
export type Reach = { filesByName: ReadonlyMap<string, string>; folders: readonly string[] };

const DOCUMENT_LIMITS = { bytes: 50_000_000, milliseconds: 25_000 };
/** All documents below one, however many there are, milliseconds. */
const WALK_MS = 300_000;
const JSON_NAME = /\.(?:geo)?json$/i;
const IMAGE_NAME = /\.(?:tiff?|gtiff|cog)$/i;

/**
 * Looks into a source, without reading any image: STAC documents are followed to their items, tile services are told
 * from files.
 *
 * @throws AppError `invalid_input` when it is, or leads to, nothing that can be imported
 */
export async function lookInto(
  rules: FetchRules,
  source: Source,
  reach: Reach,
  stop: AbortSignal,
): Promise<Found> {
  if (!isAddress(source.path)) return lookIntoFile(rules, source, reach, stop);
  if (isTileTemplate(source.path)) return tilesAt(source.path);
  const { pathname } = checkAddress(source.path, rules.allowed);
  if (IMAGE_NAME.test(pathname)) return { kind: "image" };
  const head = await peek(rules, source.path, stop);
  if (/^(?:II[*+]|MM\0[*+])/.test(head)) return { kind: "image" };
  if (/^\s*</.test(head)) return tilesAt(source.path);
  const { bytes, url } = await readAddress(rules, source.path, DOCUMENT_LIMITS, stop);
  return { kind: "documents", contents: await walk(rules, url, parseJson(bytes), reach, stop) };
}

/** Whether a file must be looked into before it is imported. */
export const mayHoldOthers = ({ path: place, name }: Source): boolean =>
  isAddress(place) || JSON_NAME.test(name);

async function lookIntoFile(
  rules: FetchRules,
  source: Source,
  reach: Reach,
  stop: AbortSignal,
): Promise<Found> {
  if ((await stat(source.path)).size > DOCUMENT_LIMITS.bytes) {
    throw new AppError("invalid_input", "It is larger than any STAC document: 50 MB");
  }
  const json = parseJson(await readFile(source.path));
  if (stacKind(json) === null) {
    throw new AppError(
      "invalid_input",
      "It is JSON, but neither an image nor a STAC document that names images",
    );
  }
  return { kind: "documents", contents: await walk(rules, source.path, json, reach, stop) };
}

async function walk(
  rules: FetchRules,
  start: string,
  json: unknown,
  reach: Reach,
  stop: AbortSignal,
): Promise<StacContents> {
  const enough = AbortSignal.any([stop, AbortSignal.timeout(WALK_MS)]);
  const load = async (place: string): Promise<unknown> => {
    stop.throwIfAborted();
    if (enough.aborted) throw new AppError("invalid_input", "Its documents took longer than five minutes");
    return parseJson(
      isAddress(place)
        ? (await readAddress(rules, place, DOCUMENT_LIMITS, stop)).bytes
        : await readFile(place),
    );
  };
  return walkStac(start, json, load, (from, href) => follow(rules, from, href, reach));
}

/** From an address only to addresses; from a file also to files, of the same import or inside the folders allowed. */
async function follow(rules: FetchRules, from: string, href: string, reach: Reach): Promise<string> {
  if (isAddress(from)) {
    if (!URL.canParse(href, from))
      throw new AppError("invalid_input", `It refers to ${href.slice(0, 200)}, which is no address`);
    const target = new URL(href, from);
    // Written out as it stands where it stands alone, so that an odd spelling of a host is seen.
    return checkAddress(URL.canParse(href) ? href : target.href, rules.allowed).href;
  }
  if (/^[a-z][a-z0-9+.-]+:/i.test(href) && !href.startsWith("file:"))
    return checkAddress(href, rules.allowed).href;
  const relative = href.startsWith("file:") ? fileURLToPath(href) : unescaped(href);
  const own = nameOf(from, reach);
  const sibling = reach.filesByName.get(
    path.posix.join(own === null ? "." : path.posix.dirname(own), relative),
  );
  if (sibling !== undefined) return sibling;
  const target = path.resolve(path.dirname(from), relative);
  const real = await realpath(target).catch(() => null);
  const folders = await Promise.all(reach.folders.map((folder) => realpath(folder).catch(() => folder)));
  const isInside =
    real !== null && folders.some((folder) => real === folder || real.startsWith(folder + path.sep));
  // Outside and absent are told apart to nobody.
  if (!isInside)
    throw new AppError(
      "invalid_input",
      `It refers to ${href.slice(0, 200)}, which is not among the files of this import`,
    );
  return real;
}

function nameOf(place: string, { filesByName }: Reach): string | null {
  for (const [name, known] of filesByName) if (known === place) return name;
  return null;
}

function unescaped(href: string): string {
  try {
    return decodeURIComponent(href);
  } catch {
    return href;
  }
}

/** The first bytes of what an address answers, without fetching the rest. */
async function peek(rules: FetchRules, address: string, stop: AbortSignal): Promise<string> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(DOCUMENT_LIMITS.milliseconds)]);
  const { body, status } = await fetchAddress(rules, address, { signal });
  if (status !== 200) {
    body.destroy();
    await readAddress(rules, address, DOCUMENT_LIMITS, stop); // refuses, and says why
    return "";
  }
  try {
    for await (const chunk of body)
      if (Buffer.isBuffer(chunk)) return chunk.toString("latin1", 0, 512).replace(/^\u00EF\u00BB\u00BF/, "");
    return "";
  } finally {
    body.destroy();
  }
}

function tilesAt(address: string): Found {
  return { kind: "tiles", stated: { ...NOTHING_STATED, tiles: address } };
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8").replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new AppError("invalid_input", "It is not JSON that can be read: it is cut off, or something else", {
      cause: error,
    });
  }
}
