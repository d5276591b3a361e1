import { ChevronLeft, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { placeOf, type Question } from "./question.ts";
import { type SceneCursor, useCursor } from "./scene-cursor.ts";

type ComparedLabelProps = {
  question: Question;
  cursor: SceneCursor;
  /** The scene asked for beside the other. The date is that of the picture on screen. */
  wanted: string;
  onStep: (by: number) => void;
};

/** The date of the second picture while two are compared, and the way to others. */
export function ComparedLabel({ question, cursor, wanted, onStep }: ComparedLabelProps) {
  const { t } = useTranslation("tagging");
  const format = useFormat();
  const compared = useCursor(cursor, (state) => state.compared);
  const place = placeOf(question, wanted);
  const scene = question.scenes[placeOf(question, compared)];
  const coming = compared === wanted ? undefined : question.scenes[place];
  return (
    <fieldset className="compared-label" aria-label={t("compare.other")}>
      <button
        type="button"
        className="tool"
        aria-label={t("compare.earlier")}
        title={t("compare.earlier")}
        aria-keyshortcuts="Shift+ArrowLeft"
        disabled={place <= 0}
        onClick={() => onStep(-1)}
      >
        <ChevronLeft size={18} aria-hidden="true" className="points-onward" />
      </button>
      <p>
        {scene !== undefined && (
          <time dateTime={scene.acquiredAt} data-compared-scene={scene.id}>
            {format.date(scene.acquiredAt)}
          </time>
        )}
        {coming !== undefined && (
          <span className="quiet">{t("date.loading", { date: format.date(coming.acquiredAt) })}</span>
        )}
      </p>
      <button
        type="button"
        className="tool"
        aria-label={t("compare.later")}
        title={t("compare.later")}
        aria-keyshortcuts="Shift+ArrowRight"
        disabled={place >= question.scenes.length - 1}
        onClick={() => onStep(1)}
      >
        <ChevronRight size={18} aria-hidden="true" className="points-onward" />
      </button>
    </fieldset>
  );
}
