import type { PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Scene } from "../../shared/scenes.ts";
import { useFormat } from "../i18n/format.ts";

type ComparisonLineProps = {
  left: Scene;
  right: Scene;
  /** Where the line stands, 0–1 of the picture's width from the left. */
  share: number;
  onMove: (share: number) => void;
};

/** The line between two dates, to be dragged or moved with the arrow keys. */
export function ComparisonLine({ left, right, share, onMove }: ComparisonLineProps) {
  const { t } = useTranslation("tagging");
  const format = useFormat();
  function handleDrag(event: PointerEvent<HTMLDivElement>): void {
    if (event.type === "pointerdown") event.currentTarget.setPointerCapture(event.pointerId);
    else if (event.buttons === 0) return;
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (box !== undefined) onMove(Math.max(0.02, Math.min(0.98, (event.clientX - box.left) / box.width)));
  }
  return (
    <div className="comparison" dir="ltr">
      <div
        className="comparison-line"
        style={{ left: `${share * 100}%` }}
        onPointerDown={handleDrag}
        onPointerMove={handleDrag}
      >
        <input
          type="range"
          min={0}
          max={100}
          value={Math.round(share * 100)}
          aria-label={t("compare.label", {
            left: format.date(left.acquiredAt),
            right: format.date(right.acquiredAt),
          })}
          onChange={(event) => onMove(Number(event.target.value) / 100)}
        />
        <span className="comparison-date comparison-left">{format.date(left.acquiredAt)}</span>
        <span className="comparison-date comparison-right">{format.date(right.acquiredAt)}</span>
      </div>
    </div>
  );
}
