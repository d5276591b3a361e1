import type { Scene } from "../../shared/scenes.ts";
import { TileMosaic } from "../map/tile-mosaic.tsx";

const PICTURE_PIXELS = 900;

/** A still of a whole scene: decoration beside a campaign's name and dates. */
export function ScenePicture({ scene }: { scene: Scene }) {
  return (
    <div className="scene-picture">
      <TileMosaic scene={scene} box={scene.bounds} pixels={PICTURE_PIXELS} />
    </div>
  );
}
