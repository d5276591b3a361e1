import { memo } from "react";
import type { Bbox } from "../../shared/geo.ts";
import type { Scene } from "../../shared/scenes.ts";
import { SMALL_PICTURE_PIXELS, smallPictureBox } from "../map/coverage.ts";
import { TileMosaic } from "../map/tile-mosaic.tsx";

type SceneFrameProps = {
  scene: Scene;
  box: Bbox;
  /** Centre, from the inline start of the track; CSS pixels. */
  position: number;
  width: number;
  isWanted: boolean;
  hasPicture: boolean;
  label: string | null;
  mark: "last" | "first" | null;
  /** The outermost labels stay inside the track. */
  edge: "first" | "last" | null;
};

/** One scene on the timeline: the building at that date, in little. Its slider speaks for it to screen readers. */
export const SceneFrame = memo(function SceneFrame(props: SceneFrameProps) {
  const { scene, box, position, width, isWanted, hasPicture, label, mark, edge } = props;
  return (
    <div
      className="frame"
      aria-hidden="true"
      data-wanted={isWanted}
      data-mark={mark}
      data-edge={edge}
      style={{ insetInlineStart: position - width / 2, width }}
    >
      <div className="frame-picture">
        {hasPicture && <TileMosaic scene={scene} box={smallPictureBox(box)} pixels={SMALL_PICTURE_PIXELS} />}
      </div>
      {mark !== null && <span className="frame-mark">{mark === "last" ? "[" : "]"}</span>}
      {label !== null && <span className="frame-label">{label}</span>}
    </div>
  );
});
