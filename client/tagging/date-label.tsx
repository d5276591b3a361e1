import { CloudOff, ImageOff, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { placeOf, type Question } from "./question.ts";
import { type SceneCursor, useCursor } from "./scene-cursor.ts";

type DateLabelProps = {
  question: Question;
  cursor: SceneCursor;
  /** Scenes of which a part could not be loaded. */
  gaps: ReadonlySet<string>;
  onRetry: () => void;
};

/** The date of the picture on screen, and, while another is on its way, which. It names no other. */
export function DateLabel({ question, cursor, gaps, onRetry }: DateLabelProps) {
  const { t } = useTranslation("tagging");
  const format = useFormat();
  const shown = useCursor(cursor, (state) => state.shown);
  const wanted = useCursor(cursor, (state) => state.wanted);
  const place = placeOf(question, shown);
  const scene = question.scenes[place];
  const coming = wanted === shown ? undefined : question.scenes[placeOf(question, wanted)];
  const trouble = shown === null ? undefined : question.unusable.get(shown);
  return (
    <div className="date-label">
      {scene !== undefined && (
        <p className="date-label-date">
          <time dateTime={scene.acquiredAt} data-shown-scene={scene.id}>
            {format.date(scene.acquiredAt)}
          </time>
        </p>
      )}
      {trouble !== undefined && (
        <p className="date-label-trouble">
          {trouble === "not-covered" ? (
            <ImageOff size={14} aria-hidden="true" />
          ) : (
            <CloudOff size={14} aria-hidden="true" />
          )}
          {t(`unusable.${trouble}`)}
        </p>
      )}
      {shown !== null && gaps.has(shown) && (
        <p className="date-label-trouble" role="alert">
          <TriangleAlert size={14} aria-hidden="true" />
          {t("gaps.text")}
          <button type="button" className="link-button" onClick={onRetry}>
            {t("gaps.retry")}
          </button>
        </p>
      )}
      <p className="date-label-more">
        {coming !== undefined
          ? t("date.loading", { date: format.date(coming.acquiredAt) })
          : scene !== undefined &&
            [
              format.time(scene.acquiredAt, scene.acquiredPrecision),
              t("date.place", {
                place: format.number(place + 1),
                count: format.number(question.scenes.length),
              }),
              scene.sensor,
              scene.attribution,
            ]
              .filter((part) => part !== null && part !== "")
              .join(" · ")}
      </p>
    </div>
  );
}
