import { memo } from "react";
import { type Bbox, growBbox } from "../../shared/geo.ts";
import type { Scene } from "../../shared/scenes.ts";
import { tilePointAt, tilesTouching } from "../map/tile-address.ts";

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
};

const HEIGHT = 48;
const SURROUNDINGS_METRES = 8;

/** One scene on the timeline: the building at that date, in little. Its slider speaks for it to screen readers. */
export const SceneFrame = memo(function SceneFrame(props: SceneFrameProps) {
  const { scene, box, position, width, isWanted, hasPicture, label, mark } = props;
  return (
    <div
      className="frame"
      aria-hidden="true"
      data-wanted={isWanted}
      data-mark={mark}
      style={{ insetInlineStart: position - width / 2, width }}
    >
      <div className="frame-picture" style={{ height: HEIGHT }}>
        {hasPicture && <LittlePicture scene={scene} box={box} width={width} />}
      </div>
      {mark !== null && <span className="frame-mark">{mark === "last" ? "[" : "]"}</span>}
      {label !== null && <span className="frame-label">{label}</span>}
    </div>
  );
});

/** The few tiles around the building, cut to the frame. */
function LittlePicture({ scene, box, width }: { scene: Scene; box: Bbox; width: number }) {
  const around = growBbox(box, SURROUNDINGS_METRES);
  const side = Math.max(width, HEIGHT);
  const z = Math.max(scene.minzoom, Math.min(scene.maxzoom, zoomShowing(around, side * 1.5, scene.tileSize)));
  const { left, top, columns, tiles } = tilesTouching(scene, around, z);
  const from = tilePointAt(around[0], around[3], z);
  const to = tilePointAt(around[2], around[1], z);
  const tilePixels = side / Math.max(to.x - from.x, to.y - from.y);
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  return tiles.map((url, at) => (
    <img
      key={url}
      src={url}
      alt=""
      draggable={false}
      decoding="async"
      style={{
        width: tilePixels + 0.5,
        height: tilePixels + 0.5,
        left: width / 2 + (left + (at % columns) - middle.x) * tilePixels,
        top: HEIGHT / 2 + (top + Math.floor(at / columns) - middle.y) * tilePixels,
      }}
    />
  ));
}

/** The shallowest zoom that shows the box with at least `pixels` along its longer side. */
function zoomShowing(box: Bbox, pixels: number, tileSize: number): number {
  const from = tilePointAt(box[0], box[3], 0);
  const to = tilePointAt(box[2], box[1], 0);
  return Math.ceil(Math.log2(pixels / (Math.max(to.x - from.x, to.y - from.y) * tileSize)));
}
