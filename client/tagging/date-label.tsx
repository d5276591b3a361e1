import { useTranslation } from "react-i18next";
import type { Scene } from "../../shared/scenes.ts";
import { useFormat } from "../i18n/format.ts";
import { placeOf, type Question } from "./question.ts";

type DateLabelProps = {
  question: Question;
  /** The scene whose picture is on screen. The label names no other. */
  shown: string | null;
  wanted: string | null;
};

/** The date of the picture on screen, and, while another is on its way, which. */
export function DateLabel({ question, shown, wanted }: DateLabelProps) {
  const { t } = useTranslation("tagging");
  const format = useFormat();
  const place = placeOf(question, shown);
  const scene = question.scenes[place];
  const coming: Scene | undefined = wanted === shown ? undefined : question.scenes[placeOf(question, wanted)];
  return (
    <div className="date-label">
      {scene !== undefined && (
        <p className="date-label-date">
          <time dateTime={scene.acquiredAt} data-shown-scene={scene.id}>
            {format.date(scene.acquiredAt)}
          </time>
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
