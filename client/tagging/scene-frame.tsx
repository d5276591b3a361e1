import { CloudOff, ImageOff, TriangleAlert } from "lucide-react";
import { memo, useState } from "react";
import type { Bbox } from "../../shared/geo.ts";
import type { Scene } from "../../shared/scenes.ts";
import { SMALL_PICTURE_PIXELS, smallPictureBox } from "../map/coverage.ts";
import { TileMosaic } from "../map/tile-mosaic.tsx";
import { isLineThin } from "../offline/data-saver.ts";
import type { Unusable } from "./question.ts";
import { type SceneCursor, useCursor } from "./scene-cursor.ts";

type SceneFrameProps = {
  scene: Scene;
  box: Bbox;
  /** Centre, from the inline start of the track; CSS pixels. */
  position: number;
  width: number;
  cursor: SceneCursor;
  hasPicture: boolean;
  label: string;
  /** Whether the label is seen; that of the wanted scene always is. */
  isLabelled: boolean;
  /** Ids of the scenes that need its room for their own label while one stands on them. */
  crowd: string;
  mark: "last" | "first" | null;
  /** Why the building cannot be judged on it. */
  trouble: Unusable | null;
  /** Whether a part of its picture could not be loaded. */
  hasGaps: boolean;
  /** The outermost labels stay inside the track. */
  edge: "first" | "last" | null;
};

/** One scene on the timeline: the building at that date, in little. Its slider speaks for it to screen readers. */
export const SceneFrame = memo(function SceneFrame(props: SceneFrameProps) {
  const {
    scene,
    box,
    position,
    width,
    cursor,
    hasPicture,
    label,
    isLabelled,
    crowd,
    mark,
    trouble,
    hasGaps,
    edge,
  } = props;
  const isWanted = useCursor(cursor, (state) => state.wanted === scene.id);
  // On a thin line only scenes that were looked at have their little picture: it is made of the same tiles.
  const [wasWanted, setWasWanted] = useState(!isLineThin());
  if (isWanted && !wasWanted) setWasWanted(true);
  const isCrowded = useCursor(cursor, ({ wanted }) => wanted !== null && crowd.includes(wanted));
  const isCompared = useCursor(cursor, (state) => state.compared === scene.id);
  return (
    <div
      className="frame"
      aria-hidden="true"
      data-wanted={isWanted}
      data-compared={isCompared}
      data-mark={mark}
      data-trouble={trouble}
      data-edge={edge}
      data-labelled={isLabelled && !isCrowded}
      style={{ insetInlineStart: position - width / 2, width }}
    >
      <div className="frame-picture">
        {hasPicture && wasWanted && (
          <TileMosaic scene={scene} box={smallPictureBox(box)} pixels={SMALL_PICTURE_PIXELS} />
        )}
      </div>
      {(trouble !== null || hasGaps) && (
        <span className="frame-trouble">
          {hasGaps ? (
            <TriangleAlert size={14} />
          ) : trouble === "not-covered" ? (
            <ImageOff size={14} />
          ) : (
            <CloudOff size={14} />
          )}
        </span>
      )}
      {mark !== null && <span className="frame-mark">{mark === "last" ? "[" : "]"}</span>}
      <span className="frame-label">{label}</span>
    </div>
  );
});
