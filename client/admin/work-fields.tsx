import { useTranslation } from "react-i18next";
import { Field } from "./field.tsx";
import { errorAt } from "./form-errors.ts";
import type { DraftFieldsProps } from "./new-campaign-page.tsx";

const NUMBERS = [
  { name: "min", path: "redundancy.min", min: 1, max: 100 },
  { name: "cap", path: "redundancy.cap", min: 1, max: 1_000 },
  { name: "certaintyPercent", path: "redundancy.certainty", min: 50, max: 99.9 },
  { name: "leaseMinutes", path: "leaseSeconds", min: 1, max: 1_440 },
] as const;

/** How many look at each building, until when, and where. */
export function WorkFields({ draft, errors, onChange }: DraftFieldsProps) {
  const { t } = useTranslation("admin");
  return (
    <fieldset className="panel">
      <legend>{t("new.work")}</legend>
      <div className="number-fields">
        {NUMBERS.map(({ name, path, min, max }) => (
          <Field
            key={name}
            label={t(`new.${name}`)}
            error={errorAt(errors, path)}
            remedy={t("new.numberWrong", { min, max })}
          >
            {(control) => (
              <input
                {...control}
                className="input"
                type="number"
                inputMode="decimal"
                min={min}
                max={max}
                step="any"
                value={draft[name]}
                onChange={(event) => onChange({ [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
      </div>
      <p className="quiet">{t("new.redundancyHint")}</p>
      <label className="check">
        <input
          type="checkbox"
          checked={draft.secondReview}
          onChange={(event) => onChange({ secondReview: event.target.checked })}
        />
        {t("new.secondReview")}
      </label>
      <p className="quiet">{t("new.secondReviewHint")}</p>
      <Field
        label={t("new.area")}
        hint={t("new.areaHint")}
        error={errorAt(errors, "area")}
        remedy={t("new.areaWrong")}
      >
        {(control) => (
          <textarea
            {...control}
            className="input code"
            dir="ltr"
            rows={4}
            spellCheck={false}
            value={draft.area}
            onChange={(event) => onChange({ area: event.target.value })}
          />
        )}
      </Field>
    </fieldset>
  );
}
