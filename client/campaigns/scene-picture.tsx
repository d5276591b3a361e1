import type { Scene } from "../../shared/scenes.ts";
import { coveringTiles } from "../map/tile-address.ts";

const PICTURE_PIXELS = 640;

/** A still of a whole scene, put together from its own tiles: decoration beside its name and date. */
export function ScenePicture({ scene }: { scene: Scene }) {
  const { columns, rows, tiles } = coveringTiles(scene, scene.bounds, PICTURE_PIXELS);
  return (
    <div className="scene-picture" aria-hidden="true">
      <div
        className="scene-picture-tiles"
        style={{ gridTemplateColumns: `repeat(${columns}, 1fr)`, aspectRatio: `${columns} / ${rows}` }}
      >
        {tiles.map((url) => (
          <img key={url} src={url} alt="" loading="lazy" decoding="async" />
        ))}
      </div>
    </div>
  );
}
