import { GuideInput, type GuideEntry, type GuideKind } from "../../shared/guide.ts";
import type { Bbox } from "../../shared/geo.ts";
import { LANGUAGES, type Language, type LocalizedText } from "../../shared/text.ts";
import { errorsOf, type ErrorsByPath } from "./form-errors.ts";
import type { DraftText } from "./campaign-draft.ts";

/** A picture of a guide entry as it is being placed: the middle and side of a square on the ground. */
export type PictureDraft = {
  key: string;
  scene: string;
  lon: string;
  lat: string;
  side: string;
  caption: DraftText;
};
/** An entry as it is being written. `key` tells entries apart while they are edited. */
export type EntryDraft = {
  key: string;
  id: string | null;
  kind: GuideKind;
  title: DraftText;
  text: DraftText;
  pictures: PictureDraft[];
};

const METRES_PER_DEGREE = 111_320;

/** The square on the ground that a picture shows, `[west, south, east, north]`, degrees; null while a field is no number. */
export function boundsOf({ lon, lat, side }: Pick<PictureDraft, "lon" | "lat" | "side">): Bbox | null {
  const [x, y, metres] = [Number(lon), Number(lat), Number(side)];
  if (lon.trim() === "" || lat.trim() === "" || ![x, y, metres].every(Number.isFinite) || metres <= 0)
    return null;
  const half = metres / 2 / METRES_PER_DEGREE;
  const halfLon = half / Math.cos((y * Math.PI) / 180);
  return [x - halfLon, y - half, x + halfLon, y + half];
}

/** The middle and the side of a square from what is stored. */
export function squareOf([west, south, east, north]: Bbox): Pick<PictureDraft, "lon" | "lat" | "side"> {
  return {
    lon: ((west + east) / 2).toFixed(6),
    lat: ((south + north) / 2).toFixed(6),
    side: String(Math.round((north - south) * METRES_PER_DEGREE)),
  };
}

/** A stored guide as it is edited. */
export function draftOf(entries: readonly GuideEntry[]): EntryDraft[] {
  return entries.map(({ id, kind, title, text, pictures }) => ({
    key: id,
    id,
    kind,
    title: textsOf(title),
    text: textsOf(text),
    pictures: pictures.map(({ scene, bounds, caption }) => ({
      key: crypto.randomUUID(),
      scene,
      ...squareOf(bounds),
      caption: caption === undefined ? {} : textsOf(caption),
    })),
  }));
}

/** The guide as the server takes it, or what is wrong with the form, by the path of the field. */
export function readGuide(drafts: readonly EntryDraft[]): { guide: GuideInput } | { errors: ErrorsByPath } {
  const read = GuideInput.safeParse({
    entries: drafts.map(({ id, kind, title, text, pictures }) => ({
      ...(id === null ? {} : { id }),
      kind,
      title: written(title) ?? "",
      text: written(text) ?? "",
      pictures: pictures.map((picture) => {
        const caption = written(picture.caption);
        return {
          scene: picture.scene,
          bounds: boundsOf(picture) ?? [],
          ...(caption === undefined ? {} : { caption }),
        };
      }),
    })),
  });
  return read.success ? { guide: read.data } : { errors: new Map(errorsOf(read.error)) };
}

function textsOf(text: LocalizedText): DraftText {
  if (typeof text === "string") return { en: text };
  return Object.fromEntries(LANGUAGES.flatMap((one) => (text[one] === undefined ? [] : [[one, text[one]]])));
}

function written(text: DraftText): LocalizedText | undefined {
  const texts = LANGUAGES.flatMap((one: Language) => {
    const words = text[one]?.trim() ?? "";
    return words === "" ? [] : [[one, words] as const];
  });
  return texts.length === 0 ? undefined : Object.fromEntries(texts);
}
