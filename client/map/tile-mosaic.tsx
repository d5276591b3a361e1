import type { Bbox } from "../../shared/geo.ts";
import { boxInFile } from "../../shared/placing.ts";
import type { Scene } from "../../shared/scenes.ts";
import { tilePointAt, tilesTouching, zoomShowing } from "./tile-address.ts";

type TileMosaicProps = {
  scene: Scene;
  /** What is to be seen, `[west, south, east, north]`, degrees; more is shown where the frame's shape asks for it. */
  box: Bbox;
  /** How many pixels of detail the longer side of the box deserves. */
  pixels: number;
};

/**
 * A still picture put together from a scene's own tiles, filling the frame around it. In units of tiles, so
 * that the browser does the arithmetic; tiles overlap by a hair, or seams would show. Decoration: its date
 * stands beside it in words.
 */
export function TileMosaic({ scene, box: shown, pixels }: TileMosaicProps) {
  const box = boxInFile(scene.offset, shown);
  const z = Math.max(scene.minzoom, Math.min(scene.maxzoom, zoomShowing(box, pixels, scene.tileSize)));
  const { left, top, columns, tiles } = tilesTouching(scene, box, z);
  const from = tilePointAt(box[0], box[3], z);
  const to = tilePointAt(box[2], box[1], z);
  return (
    <svg
      className="mosaic"
      viewBox={`${from.x - left} ${from.y - top} ${to.x - from.x} ${to.y - from.y}`}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
    >
      {tiles.map((url, at) => (
        <image
          key={url}
          href={url}
          x={at % columns}
          y={Math.floor(at / columns)}
          width={1.004}
          height={1.004}
        />
      ))}
    </svg>
  );
}
