import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import { GuideKind } from "../../shared/guide.ts";
import type { Language } from "../../shared/text.ts";
import { useFormat } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "./field.tsx";
import { errorAt, type ErrorsByPath } from "./form-errors.ts";
import { type EntryDraft, squareOf } from "./guide-draft.ts";
import { GuidePictureFields } from "./guide-picture-fields.tsx";
import { TextFields } from "./text-fields.tsx";

type GuideEntryFieldsProps = {
  place: number;
  isLast: boolean;
  campaign: Campaign;
  languages: readonly Language[];
  draft: EntryDraft;
  errors: ErrorsByPath;
  onChange: (part: Partial<EntryDraft>) => void;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
};

const MOST_PICTURES = 6;
/** What a new picture shows: a house and its neighbours, metres. */
const SIDE_METRES = 50;

/** One entry of a field guide: what it is about, its words, its pictures. */
export function GuideEntryFields(props: GuideEntryFieldsProps) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  const { campaign, draft, place, errors, onChange } = props;
  const path = `entries.${place}`;
  const { pictures } = draft;
  const scene = campaign.scenes.at(-1);
  return (
    <fieldset className="panel">
      <legend>{t("guide.entry", { place: format.number(place + 1) })}</legend>
      <Field label={t("guide.kind")} error={errorAt(errors, `${path}.kind`)}>
        {(control) => (
          <select
            {...control}
            className="input"
            value={draft.kind}
            onChange={(event) => {
              const kind = GuideKind.safeParse(event.target.value);
              if (kind.success) onChange({ kind: kind.data });
            }}
          >
            {GuideKind.options.map((kind) => (
              <option key={kind} value={kind}>
                {t(`guide.kinds.${kind}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <TextFields
        label={t("guide.entryTitle")}
        languages={props.languages}
        value={draft.title}
        error={errorAt(errors, `${path}.title`)}
        onChange={(title) => onChange({ title })}
      />
      <TextFields
        label={t("guide.entryText")}
        rows={3}
        languages={props.languages}
        value={draft.text}
        error={errorAt(errors, `${path}.text`)}
        onChange={(text) => onChange({ text })}
      />
      {pictures.map((picture, at) => (
        <GuidePictureFields
          key={picture.key}
          place={at}
          campaign={campaign}
          languages={props.languages}
          picture={picture}
          error={
            errorAt(errors, `${path}.pictures.${at}.bounds`) ??
            errorAt(errors, `${path}.pictures.${at}.scene`)
          }
          onChange={(part) =>
            onChange({ pictures: pictures.map((one) => (one === picture ? { ...one, ...part } : one)) })
          }
          onRemove={() => onChange({ pictures: pictures.filter((one) => one !== picture) })}
        />
      ))}
      <div className="step-actions">
        {scene !== undefined && pictures.length < MOST_PICTURES && (
          <Button
            onClick={() => {
              const before = pictures.at(-1);
              const square = before ?? { ...squareOf(scene.bounds), side: String(SIDE_METRES) };
              const { lon, lat, side } = square;
              const fresh = { key: crypto.randomUUID(), scene: scene.id, lon, lat, side, caption: {} };
              onChange({ pictures: [...pictures, fresh] });
            }}
          >
            <Plus size={18} aria-hidden="true" />
            {t("guide.addPicture")}
          </Button>
        )}
        <Button tone="quiet" disabled={place === 0} onClick={() => props.onMove(-1)}>
          <ArrowUp size={18} aria-hidden="true" />
          {t("new.moveUp")}
        </Button>
        <Button tone="quiet" disabled={props.isLast} onClick={() => props.onMove(1)}>
          <ArrowDown size={18} aria-hidden="true" />
          {t("new.moveDown")}
        </Button>
        <Button tone="quiet" onClick={props.onRemove}>
          <Trash2 size={18} aria-hidden="true" />
          {t("guide.removeEntry")}
        </Button>
      </div>
    </fieldset>
  );
}
