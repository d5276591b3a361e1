import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { NewGold } from "../../shared/consensus.ts";
import type { BuildingDetail } from "../../shared/reviews.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { Button } from "../ui/button.tsx";
import { classLooks, UNKNOWN_LOOK } from "../ui/class-looks.ts";
import { ClassSign } from "../ui/class-sign.tsx";
import { nameOfLanguage, textFrom, textsOf } from "./explanation.ts";
import { MarkFields, isInOrder } from "./mark-fields.tsx";
import type { Marks, Timeline } from "./moments.ts";

type GoldFormProps = {
  building: BuildingDetail;
  campaign: Campaign;
  timeline: Timeline;
  isPending: boolean;
  onSave: (gold: NewGold) => void;
  onCancel: () => void;
};

const NO_MARKS: Marks = { lastIntact: null, firstDamaged: null };

/**
 * Class, window and explanation as experts state them. Begins with what was stated, else with an analyst's decision,
 * never with the crowd's answer: gold that repeats the crowd measures nothing.
 */
export function GoldForm({ building, campaign, timeline, isPending, onSave, onCancel }: GoldFormProps) {
  const { t } = useTranslation("quality");
  const stated = building.gold ?? building.properties.final ?? null;
  const [code, setCode] = useState(stated?.class ?? null);
  const [marks, setMarks] = useState<Marks>(stated ?? NO_MARKS);
  const [texts, setTexts] = useState(textsOf(building.gold?.explanation ?? null, campaign.languages));
  const { lastIntact, firstDamaged } = marks;
  const isEmpty = code === null && lastIntact === null && firstDamaged === null;
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    onSave({ class: code, lastIntact, firstDamaged, explanation: textFrom(texts) });
  };
  return (
    <form className="review-form" onSubmit={handleSubmit}>
      <p className="quiet">{t("mark.text")}</p>
      <ClassChoice campaign={campaign} code={code} onChange={setCode} />
      {timeline.scenes.length > 0 && (
        <fieldset>
          <MarkFields timeline={timeline} marks={marks} onChange={setMarks} />
          <p className="quiet">{t("mark.windowHint")}</p>
        </fieldset>
      )}
      {campaign.languages.map((tag) => (
        <label key={tag} className="field">
          <span>
            {t("mark.explanation")}
            {campaign.languages.length > 1 && ` · ${nameOfLanguage(tag)}`}
          </span>
          <textarea
            className="input"
            rows={2}
            maxLength={5_000}
            dir="auto"
            lang={tag}
            value={texts[tag] ?? ""}
            onChange={(event) => setTexts({ ...texts, [tag]: event.target.value })}
          />
        </label>
      ))}
      <p className="quiet">{t("mark.explanationHint")}</p>
      {isEmpty && <p className="quiet">{t("mark.needed")}</p>}
      <div className="gold-actions">
        <Button tone="primary" type="submit" disabled={isPending || isEmpty || !isInOrder(marks, timeline)}>
          {t("mark.save")}
        </Button>
        <Button onClick={onCancel}>{t("cancel", { ns: "common" })}</Button>
      </div>
    </form>
  );
}

type ClassChoiceProps = {
  campaign: Campaign;
  code: string | null;
  onChange: (code: string | null) => void;
};

function ClassChoice({ campaign, code, onChange }: ClassChoiceProps) {
  const { t } = useTranslation("quality");
  const labelOf = useClassLabel(campaign.scale);
  const name = useId();
  const looks = classLooks(campaign.scale.classes);
  const codes = [...campaign.scale.classes.map((one) => one.code), null];
  return (
    <fieldset className="choices">
      <legend>{t("mark.class")}</legend>
      {codes.map((one) => (
        <label key={one} className="choice-row">
          <input type="radio" name={name} checked={code === one} onChange={() => onChange(one)} />
          <ClassSign look={looks.get(one ?? "") ?? UNKNOWN_LOOK} />
          <span>{one === null ? t("mark.unknown") : labelOf(one)}</span>
        </label>
      ))}
    </fieldset>
  );
}
