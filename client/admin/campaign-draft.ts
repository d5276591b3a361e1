import { NewCampaign } from "../../shared/campaigns.ts";
import type { DamageScaleName } from "../../shared/damage-scales.ts";
import type { Language, LocalizedText } from "../../shared/text.ts";
import { readArea } from "./area.ts";
import { errorsOf, type ErrorsByPath } from "./form-errors.ts";

/** A text per language as it is being typed; languages without words are left out. */
export type DraftText = Partial<Record<Language, string>>;

/** A class of a campaign's own scale as it is being typed. `key` tells rows apart while they are edited. */
export type DraftClass = { key: string; code: string; label: DraftText; isDamaged: boolean };

/** The form of a new campaign. Numbers are what stands in their fields, checked when it is sent. */
export type CampaignDraft = {
  languages: readonly Language[];
  title: DraftText;
  text: DraftText;
  contentNotice: DraftText;
  /** Whether pictures stay blurred until a volunteer asks to see them. */
  blurPictures: boolean;
  /** Whether a decision stands only once a second analyst agrees. */
  secondReview: boolean;
  /** Null until typed: then it follows the title. */
  slug: string | null;
  scale: DamageScaleName | "own";
  ownName: string;
  ownClasses: readonly DraftClass[];
  asks: { class: boolean; window: boolean };
  min: string;
  cap: string;
  certaintyPercent: string;
  leaseMinutes: string;
  /** GeoJSON, pasted. */
  area: string;
};

export const EMPTY_DRAFT: CampaignDraft = {
  languages: ["en"],
  title: {},
  text: {},
  contentNotice: {},
  blurPictures: false,
  secondReview: false,
  slug: null,
  scale: "unosat",
  ownName: "",
  ownClasses: [
    { key: "a", code: "", label: {}, isDamaged: true },
    { key: "b", code: "", label: {}, isDamaged: false },
  ],
  asks: { class: true, window: true },
  min: "5",
  cap: "30",
  certaintyPercent: "95",
  leaseMinutes: "30",
  area: "",
};

/** The address to suggest for a title: its Latin letters and digits, joined by hyphens, at most 64 long. */
export function suggestSlug(title: string): string {
  const slug = title
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 64)
    .replace(/^-+|-+$/g, "");
  return slug.length < 3 ? "" : slug;
}

/** The slug that would be sent: the typed one, else the one that the English or first title suggests. */
export function slugOf(draft: CampaignDraft): string {
  return draft.slug ?? suggestSlug(draft.title.en ?? Object.values(draft.title)[0] ?? "");
}

/** The campaign as the server takes it, or what is wrong with the form, by the path of the field. */
export function readDraft(draft: CampaignDraft): { campaign: NewCampaign } | { errors: ErrorsByPath } {
  const area = readArea(draft.area);
  const read = NewCampaign.safeParse({
    slug: slugOf(draft),
    title: textOf(draft.title, draft.languages) ?? "",
    text: textOf(draft.text, draft.languages),
    area: "area" in area ? area.area : undefined,
    scale: draft.scale === "own" ? ownScale(draft) : draft.scale,
    asks: draft.asks,
    redundancy: {
      min: Number(draft.min),
      cap: Number(draft.cap),
      certainty: Number(draft.certaintyPercent) / 100,
    },
    leaseSeconds: Math.round(Number(draft.leaseMinutes) * 60),
    languages: [...draft.languages],
    contentNotice: textOf(draft.contentNotice, draft.languages),
    blurPictures: draft.blurPictures,
    secondReview: draft.secondReview,
  });
  const errors: ErrorsByPath = new Map(read.success ? [] : errorsOf(read.error));
  if ("reason" in area) errors.set("area", area.reason);
  if (read.success && errors.size === 0) return { campaign: read.data };
  return { errors };
}

function ownScale({ ownName, ownClasses, languages }: CampaignDraft) {
  return {
    name: ownName.trim(),
    classes: ownClasses.map(({ code, label, isDamaged }) => ({
      code: code.trim(),
      label: textOf(label, languages) ?? code.trim(),
      damaged: isDamaged,
    })),
  };
}

function textOf(text: DraftText, languages: readonly Language[]): LocalizedText | undefined {
  const written = languages.flatMap((language) => {
    const words = text[language]?.trim() ?? "";
    return words === "" ? [] : [[language, words] as const];
  });
  return written.length === 0 ? undefined : Object.fromEntries(written);
}
