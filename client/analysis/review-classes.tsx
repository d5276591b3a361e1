import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { useFormat } from "../i18n/format.ts";
import { classLooks, UNKNOWN_LOOK } from "../ui/class-looks.ts";
import { ClassSign } from "../ui/class-sign.tsx";

type ReviewClassesProps = {
  scale: Campaign["scale"];
  code: string | null;
  onPick: (code: string) => void;
};

/** The campaign's classes with their keys. */
export function ReviewClasses({ scale, code, onPick }: ReviewClassesProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const labelOf = useClassLabel(scale);
  const looks = classLooks(scale.classes);
  const name = useId();
  return (
    <fieldset className="choices">
      <legend>{t("review.class")}</legend>
      {scale.classes.map((one, at) => (
        <label key={one.code} className="choice-row">
          <input type="radio" name={name} checked={code === one.code} onChange={() => onPick(one.code)} />
          <ClassSign look={looks.get(one.code) ?? UNKNOWN_LOOK} />
          <span>{labelOf(one.code)}</span>
          {at < 9 && <kbd>{format.number(at + 1)}</kbd>}
        </label>
      ))}
    </fieldset>
  );
}
