import { useTranslation } from "react-i18next";
import {
  chooseDamagedBefore,
  chooseIntactToTheEnd,
  type Draft,
  isDamagedBefore,
  isIntactToTheEnd,
} from "./draft.ts";
import type { Question } from "./question.ts";
import { type SceneCursor, useCursor } from "./scene-cursor.ts";
import type { Mark } from "./use-caution.ts";

type WindowPanelProps = {
  draft: Draft;
  question: Question;
  /** A mark is set on the scene whose picture is on screen. */
  cursor: SceneCursor;
  onMark: (mark: Mark) => void;
  onChange: (draft: Draft) => void;
};

/** When: two marks in time, or one of the two ends. */
export function WindowPanel({ draft, question, cursor, onMark, onChange }: WindowPanelProps) {
  const { t } = useTranslation("tagging");
  const isReady = useCursor(cursor, ({ shown }) => shown !== null);
  const isToTheEnd = isIntactToTheEnd(draft, question);
  const isBefore = isDamagedBefore(draft, question);
  return (
    <fieldset className="window-panel">
      <legend className="visually-hidden">{t("window.legend")}</legend>
      <button
        type="button"
        className="choice choice-intact"
        aria-pressed={draft.lastIntact !== null && !isToTheEnd}
        aria-keyshortcuts="["
        disabled={!isReady}
        onClick={() => onMark("lastIntact")}
      >
        <kbd aria-hidden="true">[</kbd>
        <span>{t("window.lastIntact")}</span>
      </button>
      <button
        type="button"
        className="choice choice-damaged"
        aria-pressed={draft.firstDamaged !== null && !isBefore}
        aria-keyshortcuts="]"
        disabled={!isReady}
        onClick={() => onMark("firstDamaged")}
      >
        <span>{t("window.firstDamaged")}</span>
        <kbd aria-hidden="true">]</kbd>
      </button>
      <button
        type="button"
        className="choice choice-end"
        aria-pressed={isToTheEnd}
        onClick={() => onChange(chooseIntactToTheEnd(draft, question))}
      >
        {t("window.chooseToTheEnd")}
      </button>
      <button
        type="button"
        className="choice choice-end"
        aria-pressed={isBefore}
        onClick={() => onChange(chooseDamagedBefore(draft, question))}
      >
        {t("window.chooseBefore")}
      </button>
    </fieldset>
  );
}
