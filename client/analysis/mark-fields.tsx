import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import type { Marks, Timeline } from "./moments.ts";

type MarkFieldsProps = { timeline: Timeline; marks: Marks; onChange: (marks: Marks) => void };

/** The window by its two pictures; unusable ones may lie between. */
export function MarkFields({ timeline, marks, onChange }: MarkFieldsProps) {
  const { t } = useTranslation("analysis");
  return (
    <div className="mark-fields">
      <SceneField
        timeline={timeline}
        name={t("review.lastIntact")}
        none={t("review.noIntact")}
        value={marks.lastIntact}
        onChange={(lastIntact) => onChange({ ...marks, lastIntact })}
      />
      <SceneField
        timeline={timeline}
        name={t("review.firstDamaged")}
        none={t("review.noDamaged")}
        value={marks.firstDamaged}
        onChange={(firstDamaged) => onChange({ ...marks, firstDamaged })}
      />
      {!isInOrder(marks, timeline) && (
        <p className="refusal" role="alert">
          {t("review.order")}
        </p>
      )}
    </div>
  );
}

/** Whether the last intact picture is earlier than the first damaged one, or either is left open. */
export function isInOrder({ lastIntact, firstDamaged }: Marks, { indexOf }: Timeline): boolean {
  if (lastIntact === null || firstDamaged === null) return true;
  return (indexOf.get(lastIntact) ?? 0) < (indexOf.get(firstDamaged) ?? 0);
}

type SceneFieldProps = {
  timeline: Timeline;
  name: string;
  none: string;
  value: string | null;
  onChange: (scene: string | null) => void;
};

function SceneField({ timeline, name, none, value, onChange }: SceneFieldProps) {
  const format = useFormat();
  return (
    <label className="field">
      <span>{name}</span>
      <select
        className="input"
        value={value ?? ""}
        onChange={(event) => onChange(event.target.value === "" ? null : event.target.value)}
      >
        <option value="">{none}</option>
        {timeline.scenes.map(({ id, acquiredAt }) => (
          <option key={id} value={id}>
            {format.date(acquiredAt)}
          </option>
        ))}
      </select>
    </label>
  );
}
