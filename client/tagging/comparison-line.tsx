import type { PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { ownDrag } from "./own-drag.ts";
import { placeOf, type Question } from "./question.ts";
import { type SceneCursor, useCursor } from "./scene-cursor.ts";

type ComparisonLineProps = {
  question: Question;
  cursor: SceneCursor;
  /** Where the line stands, 0–1 of the picture's width from the inline start. */
  share: number;
  onMove: (share: number) => void;
};

/** The line between two dates, to be dragged or moved with the arrow keys. Not there before both pictures are. */
export function ComparisonLine({ question, cursor, share, onMove }: ComparisonLineProps) {
  const { t, i18n } = useTranslation("tagging");
  const format = useFormat();
  const start =
    question.scenes[
      placeOf(
        question,
        useCursor(cursor, (state) => state.compared),
      )
    ];
  const end =
    question.scenes[
      placeOf(
        question,
        useCursor(cursor, (state) => state.shown),
      )
    ];
  if (start === undefined || end === undefined) return null;

  function handleDrag(event: PointerEvent<HTMLDivElement>): void {
    if (event.type === "pointerdown") event.currentTarget.setPointerCapture(event.pointerId);
    else if (event.buttons === 0) return;
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (box === undefined) return;
    const fromLeft = (event.clientX - box.left) / box.width;
    onMove(Math.max(0.02, Math.min(0.98, i18n.dir() === "rtl" ? 1 - fromLeft : fromLeft)));
  }
  return (
    <div className="comparison">
      <div
        ref={ownDrag}
        className="comparison-line"
        style={{ insetInlineStart: `${share * 100}%` }}
        onPointerDown={handleDrag}
        onPointerMove={handleDrag}
      >
        <input
          type="range"
          min={0}
          max={100}
          value={Math.round(share * 100)}
          aria-label={t("compare.label", {
            left: format.date(start.acquiredAt),
            right: format.date(end.acquiredAt),
          })}
          onChange={(event) => onMove(Number(event.target.value) / 100)}
        />
      </div>
    </div>
  );
}
