import type { Bbox } from "../../shared/geo.ts";
import type { Scene } from "../../shared/scenes.ts";
import { TileMosaic } from "../map/tile-mosaic.tsx";

const PICTURE_PIXELS = 900;

/** A still of a whole scene: decoration beside a campaign's name and dates. */
export function ScenePicture({ scene }: { scene: Scene }) {
  return (
    <div className="scene-picture">
      <TileMosaic scene={scene} box={withoutEdges(scene.bounds)} pixels={PICTURE_PIXELS} />
    </div>
  );
}

/** A swath lies askew in its box: its corners are empty. */
function withoutEdges([west, south, east, north]: Bbox): Bbox {
  const [width, height] = [(east - west) * EDGE, (north - south) * EDGE];
  return [west + width, south + height, east - width, north - height];
}

const EDGE = 0.08;
