import { useTranslation } from "react-i18next";
import { DamageScaleName } from "../../shared/damage-scales.ts";
import type { CampaignDraft } from "./campaign-draft.ts";
import { errorAt } from "./form-errors.ts";
import type { DraftFieldsProps } from "./new-campaign-page.tsx";
import { OwnScaleFields } from "./own-scale-fields.tsx";
import { ScaleClasses } from "./scale-classes.tsx";

const SCALES = [...DamageScaleName.options, "own"] as const satisfies readonly CampaignDraft["scale"][];

/** What volunteers are asked, and the words they answer in. Fixed once the campaign exists. */
export function QuestionFields(props: DraftFieldsProps) {
  const { t } = useTranslation("admin");
  const { draft, errors, onChange } = props;
  const asksError = errorAt(errors, "asks") === undefined ? undefined : true;
  return (
    <fieldset className="panel">
      <legend>{t("new.question")}</legend>
      <p className="quiet">{t("new.questionFixed")}</p>
      <fieldset className="inline-choices">
        <legend>{t("new.asks")}</legend>
        <label className="check">
          <input
            type="checkbox"
            checked={draft.asks.class}
            aria-invalid={asksError}
            onChange={(event) => onChange({ asks: { ...draft.asks, class: event.target.checked } })}
          />
          {t("new.asksClass")}
        </label>
        <label className="check">
          <input
            type="checkbox"
            checked={draft.asks.window}
            aria-invalid={asksError}
            onChange={(event) => onChange({ asks: { ...draft.asks, window: event.target.checked } })}
          />
          {t("new.asksWindow")}
        </label>
      </fieldset>
      {asksError === true && <p className="field-error">{t("new.asksMissing")}</p>}
      <fieldset className="scale-choices">
        <legend>{t("new.scale")}</legend>
        {SCALES.map((scale) => (
          <label key={scale} className="scale-choice">
            <input
              type="radio"
              name="scale"
              checked={draft.scale === scale}
              onChange={() => onChange({ scale })}
            />
            <span>{t(`scale.${scale}`)}</span>
          </label>
        ))}
      </fieldset>
      {draft.scale === "own" ? <OwnScaleFields {...props} /> : <ScaleClasses name={draft.scale} />}
    </fieldset>
  );
}
