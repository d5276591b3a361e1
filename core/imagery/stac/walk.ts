import { z } from "zod";
import { AppError } from "../../../shared/errors.ts";
import { Collected, readItem, type StacImage } from "./read-item.ts";

/** Gets a document by its place, which is an address or a path of a file. @throws AppError `invalid_input` */
export type Load = (place: string) => Promise<unknown>;
/** Where a reference in a document leads. @throws AppError `invalid_input` where it must not */
export type Follow = (from: string, href: string) => Promise<string>;

/** What a STAC document named: images at their places, and what of it could not be read. */
export type StacContents = {
  kind: "item" | "collection" | "catalogue" | "list of items";
  images: { name: string; place: string; stated: StacImage["stated"] }[];
  refused: { name: string; reason: string }[];
};

/** More items than these are an archive and not a campaign. */
const MOST_ITEMS = 1_000;
const MOST_DOCUMENTS = 1_500;
const DEEPEST = 8;

const Link = z.looseObject({ rel: z.string(), href: z.string() });
const Document = z.looseObject({
  type: z.string().optional(),
  id: z.union([z.string(), z.number()]).optional(),
  stac_version: z.string().optional(),
  links: z.array(z.unknown()).nullish().catch(null),
  features: z.array(z.unknown()).optional(),
  mosaicjson: z.string().optional(),
  license: z.unknown().optional(),
});
type Document = z.infer<typeof Document>;

/**
 * Whether a JSON document can be STAC or a listing of images, from its own words.
 *
 * @returns null for anything else, which then is no list of images
 */
export function stacKind(json: unknown): StacContents["kind"] | "mosaic" | null {
  const parsed = Document.safeParse(json);
  if (!parsed.success) return null;
  const { type, stac_version: version, mosaicjson, features } = parsed.data;
  if (mosaicjson !== undefined) return "mosaic";
  if (type === "FeatureCollection") return features?.some(isImageFeature) === true ? "list of items" : null;
  if (type === "Feature") return isImageFeature(json) ? "item" : null;
  if (type === "Collection") return "collection";
  if (type === "Catalog") return "catalogue";
  // Before 1.0 collections and catalogues had no type: collections have a licence.
  return version === undefined ? null : parsed.data.license === undefined ? "catalogue" : "collection";
}

function isImageFeature(json: unknown): boolean {
  const Feature = z.looseObject({
    assets: z.record(z.string(), z.unknown()).optional(),
    properties: z.record(z.string(), z.unknown()).nullish(),
  });
  const feature = Feature.safeParse(json);
  return (
    feature.success &&
    (feature.data.assets !== undefined || typeof feature.data.properties?.["visual"] === "string")
  );
}

/**
 * Follows a STAC document to all the images it names: items, pages of a search, collections and catalogues below.
 *
 * @throws AppError `invalid_input` when it is not STAC, or names more than is imported at once
 */
export async function walkStac(
  start: string,
  document: unknown,
  load: Load,
  follow: Follow,
): Promise<StacContents> {
  const kind = stacKind(document);
  if (kind === "mosaic") {
    throw new AppError(
      "invalid_input",
      "It is a MosaicJSON, which names images without their dates: give the STAC collection of the same event",
    );
  }
  if (kind === null)
    throw new AppError(
      "invalid_input",
      "It is JSON, but neither a STAC item nor a collection, a catalogue or a list of items",
    );
  const contents: StacContents = { kind, images: [], refused: [] };
  const seen = new Set([start]);
  const waiting: { place: string; json?: unknown; collection: Collected | null; depth: number }[] = [
    { place: start, json: document, collection: null, depth: 0 },
  ];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { place, depth } = next;
    let json: unknown;
    try {
      json = next.json ?? (await load(place));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      contents.refused.push({ name: lastPart(place), reason: error.message });
      continue;
    }
    const found = stacKind(json);
    if (found === "item") {
      const collection = next.collection ?? (await collectionOf(place, json, load, follow));
      await addItem(contents, place, json, collection, follow);
    } else if (found === "list of items") {
      for (const feature of Document.parse(json).features ?? [])
        await addItem(contents, place, feature, next.collection, follow);
    }
    if (found === "item" || found === "mosaic" || found === null) continue;
    const collection = found === "collection" ? Collected.parse(json) : next.collection;
    for (const { rel, href } of linksOf(Document.parse(json))) {
      const isBelow =
        rel === "item" || rel === "child" || rel === "items" || (rel === "next" && found === "list of items");
      if (!isBelow || depth >= DEEPEST) continue;
      try {
        const target = await follow(place, href);
        if (seen.has(target)) continue;
        seen.add(target);
        waiting.push({ place: target, collection, depth: rel === "next" ? depth : depth + 1 });
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        contents.refused.push({ name: lastPart(href), reason: error.message });
      }
      if (seen.size > MOST_DOCUMENTS) throw tooMany();
    }
  }
  if (contents.images.length === 0 && contents.refused.length === 0) {
    throw new AppError(
      "invalid_input",
      `It is a STAC ${kind} that names no items: give the address of the items themselves`,
    );
  }
  return contents;
}

async function addItem(
  contents: StacContents,
  place: string,
  json: unknown,
  collection: Collected | null,
  follow: Follow,
) {
  if (contents.images.length + contents.refused.length >= MOST_ITEMS) throw tooMany();
  try {
    const { name, href, parts, stated } = readItem(json, collection);
    const red = await follow(place, href);
    const places = await Promise.all(parts.map((part) => follow(place, part)));
    const whole = places.length === 0 ? stated : { ...stated, parts: places };
    contents.images.push({ name, place: red, stated: whole });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { id } = Document.parse(json);
    contents.refused.push({
      name: id === undefined ? lastPart(place) : String(id).slice(0, 200),
      reason: error.message,
    });
  }
}

/** Licence and provider stand in the item's collection. One that cannot be had leaves the item as it is. */
async function collectionOf(
  place: string,
  json: unknown,
  load: Load,
  follow: Follow,
): Promise<Collected | null> {
  const link = linksOf(Document.parse(json)).find(({ rel }) => rel === "collection");
  if (link === undefined) return null;
  try {
    const parsed = Collected.safeParse(await load(await follow(place, link.href)));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}

function linksOf({ links }: Document): z.infer<typeof Link>[] {
  return (links ?? []).flatMap((raw) => {
    const link = Link.safeParse(raw);
    return link.success ? [link.data] : [];
  });
}

/** In one pass: what a hostile document names may be megabytes of slashes, over which a pattern took hours. */
const lastPart = (place: string) =>
  (place.split(/[?#]/, 1)[0] ?? "")
    .split("/")
    .findLast((part) => part !== "")
    ?.slice(0, 200) ?? "";

function tooMany(): AppError {
  return new AppError(
    "invalid_input",
    `It names more than ${MOST_ITEMS} images: import its parts one by one`,
  );
}
