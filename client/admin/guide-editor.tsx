import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import type { GuideEntry, GuideInput } from "../../shared/guide.ts";
import { LANGUAGES } from "../../shared/text.ts";
import { call } from "../api.ts";
import { LOOK_ALIKES } from "../learn/look-alikes.ts";
import { guideKey } from "../learn/use-guide.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { errorsFrom, type ErrorsByPath } from "./form-errors.ts";
import { draftOf, type EntryDraft, readGuide } from "./guide-draft.ts";
import { GuideEntryFields } from "./guide-entry-fields.tsx";
import { Refusal } from "./refusal.tsx";

type GuideEditorProps = { campaign: Campaign; entries: readonly GuideEntry[] };

/** Writes a campaign's field guide: entries with texts in its languages and crops of its own scenes; saved as a whole. */
export function GuideEditor({ campaign, entries }: GuideEditorProps) {
  const { t, i18n } = useTranslation(["admin", "learn"]);
  const queries = useQueryClient();
  const languages = LANGUAGES.filter((one) => campaign.languages.includes(one));
  const [drafts, setDrafts] = useState(() => draftOf(entries));
  const [isChanged, setIsChanged] = useState(false);
  const [errors, setErrors] = useState<ErrorsByPath>(new Map());
  const save = useMutation({
    mutationFn: (guide: GuideInput) => call(API.putGuide, { slug: campaign.slug, ...guide }),
    onSuccess: (guide) => {
      queries.setQueryData(guideKey(campaign.slug), guide);
      setDrafts(draftOf(guide.entries));
      setIsChanged(false);
    },
    onError: (fault) => setErrors(errorsFrom(fault)),
  });

  function change(next: EntryDraft[]): void {
    setDrafts(next);
    setIsChanged(true);
    save.reset();
  }
  /** Aftermap's own six, in the language on screen, to be rewritten for this place. */
  function startFromOurs(): void {
    const language = languages.find((one) => one === i18n.language) ?? languages[0] ?? "en";
    const say = i18n.getFixedT(i18n.language, "learn");
    change(
      LOOK_ALIKES.map((kind) => ({
        ...anEntry(),
        kind,
        title: { [language]: say(`guide.${kind}.title`) },
        text: { [language]: say(`guide.${kind}.text`) },
      })),
    );
  }
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    const read = readGuide(drafts);
    setErrors("errors" in read ? read.errors : new Map());
    if ("guide" in read) save.mutate(read.guide);
  };
  return (
    <form className="guide-editor" noValidate onSubmit={handleSubmit}>
      <h2>{t("guide.entries")}</h2>
      <p className="quiet">{t("guide.intro")}</p>
      {drafts.map((draft, at) => (
        <GuideEntryFields
          key={draft.key}
          place={at}
          campaign={campaign}
          languages={languages.length === 0 ? ["en"] : languages}
          draft={draft}
          errors={errors}
          onChange={(part) => change(drafts.map((one) => (one === draft ? { ...one, ...part } : one)))}
          onMove={(by) => change(moved(drafts, at, by))}
          isLast={at === drafts.length - 1}
          onRemove={() => change(drafts.filter((one) => one !== draft))}
        />
      ))}
      <div className="step-actions">
        <Button onClick={() => change([...drafts, anEntry()])}>
          <Plus size={18} aria-hidden="true" />
          {t("guide.addEntry")}
        </Button>
        {drafts.length === 0 && <Button onClick={startFromOurs}>{t("guide.startFrom")}</Button>}
      </div>
      {errors.size > 0 && <Notice tone="problem" title={t("new.wrong", { count: errors.size })} />}
      {save.isError && errors.size === 0 && <Refusal fault={save.error} />}
      <div className="admin-form-foot">
        <Button tone="primary" type="submit" disabled={save.isPending || !isChanged}>
          {t("guide.save")}
        </Button>
        <output className="quiet">
          {save.isSuccess ? t("guide.saved") : isChanged ? t("guide.unsaved") : ""}
        </output>
      </div>
    </form>
  );
}

function anEntry(): EntryDraft {
  return { key: crypto.randomUUID(), id: null, kind: "other", title: {}, text: {}, pictures: [] };
}

function moved(drafts: readonly EntryDraft[], at: number, by: number): EntryDraft[] {
  const next = [...drafts];
  next.splice(at + by, 0, ...next.splice(at, 1));
  return next;
}
