import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import type { Draft } from "./draft.ts";
import { placeOf, type Question } from "./question.ts";
import { type SceneCursor, useCursor } from "./scene-cursor.ts";

type TimelineSliderProps = {
  question: Question;
  draft: Draft;
  cursor: SceneCursor;
  onWant: (place: number) => void;
};

/** The timeline for those who do not see it: a slider that says the date, what is marked there and what is wrong with it. */
export function TimelineSlider({ question, draft, cursor, onWant }: TimelineSliderProps) {
  const { t } = useTranslation("tagging");
  const format = useFormat();
  const wanted = useCursor(cursor, (state) => state.wanted);
  const { scenes, unusable } = question;
  const place = Math.max(0, placeOf(question, wanted));
  const scene = scenes[place];
  const trouble = scene === undefined ? undefined : unusable.get(scene.id);
  const said =
    scene === undefined
      ? undefined
      : [
          t("timeline.position", {
            date: format.moment(scene.acquiredAt, scene.acquiredPrecision),
            place: format.number(place + 1),
            count: format.number(scenes.length),
          }),
          scene.id === draft.lastIntact ? t("window.lastIntact") : "",
          scene.id === draft.firstDamaged ? t("window.firstDamaged") : "",
          trouble === undefined ? "" : t(`unusable.${trouble}`),
        ]
          .filter((part) => part !== "")
          .join(", ");
  return (
    <input
      type="range"
      className="timeline-range"
      min={0}
      max={Math.max(0, scenes.length - 1)}
      value={place}
      aria-label={t("timeline.label")}
      aria-valuetext={said}
      onChange={(event) => onWant(Number(event.target.value))}
    />
  );
}
