import { useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ConsensusFeature } from "../../shared/consensus.ts";
import { bboxOf, growBbox, positionsOf } from "../../shared/geo.ts";
import { useFormat } from "../i18n/format.ts";
import { TileCrop } from "../map/tile-crop.tsx";
import { INTACT_COLOUR } from "./looks.ts";
import type { Timeline } from "./moments.ts";

type SceneStripProps = {
  building: Pick<ConsensusFeature, "id" | "geometry">;
  timeline: Timeline;
  /** The interval in which it was damaged; null while unknown. */
  interval: number | null;
  current: number;
  onPick: (index: number) => void;
};

/** What of its surroundings a still shows, metres on each side. */
const SURROUNDINGS_METRES = 14;

/** One still of the building per date; the line below changes colour where the damage came. */
export function SceneStrip({ building, timeline, interval, current, onPick }: SceneStripProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const strip = useRef<HTMLOListElement>(null);
  // The images around the window are what one came to see; the panel itself must not move.
  useLayoutEffect(() => {
    const list = strip.current;
    const shown = list?.children[current];
    if (list === null || shown === undefined) return;
    const [whole, part] = [list.getBoundingClientRect(), shown.getBoundingClientRect()];
    list.scrollLeft += part.left + part.width / 2 - (whole.left + whole.width / 2);
  }, [current]);
  const box = bboxOf(positionsOf(building.geometry));
  if (box === null) return null;
  const around = growBbox(box, SURROUNDINGS_METRES);
  return (
    <ol className="scene-strip" ref={strip} aria-label={t("building.strip")}>
      {timeline.scenes.map((scene, index) => {
        return (
          <li key={scene.id}>
            <button type="button" aria-pressed={index === current} onClick={() => onPick(index)}>
              <TileCrop scene={scene} box={around} outline={building.geometry} maxPixels={160} />
              <span>{format.shortDate(scene.acquiredAt)}</span>
              {interval !== null && <StateMark isDamaged={index >= interval} />}
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function StateMark({ isDamaged }: { isDamaged: boolean }) {
  const { t } = useTranslation("analysis");
  return (
    <>
      <i
        className="scene-strip-mark"
        style={{ background: isDamaged ? "var(--damaged)" : INTACT_COLOUR }}
        aria-hidden="true"
      />
      <span className="visually-hidden">{t(isDamaged ? "building.damaged" : "building.intact")}</span>
    </>
  );
}
