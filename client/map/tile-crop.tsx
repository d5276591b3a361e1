import type { Bbox, BuildingGeometry, Position } from "../../shared/geo.ts";
import { boxInFile, positionInFile } from "../../shared/placing.ts";
import type { Scene } from "../../shared/scenes.ts";
import "./tile-crop.css";
import { coveringTiles, tilePointAt, type TilePoint } from "./tile-address.ts";

type TileCropProps = {
  scene: Scene;
  /** What is shown, `[west, south, east, north]`, degrees. */
  box: Bbox;
  /** Drawn as a line over the picture. */
  outline?: BuildingGeometry;
  /** The side of the picture at which its detail is chosen, pixels. */
  maxPixels: number;
};

/** A still cut from a scene's own tiles, without a map: light enough to show dozens. Named by the text beside it. */
export function TileCrop({ scene, box: shown, outline, maxPixels }: TileCropProps) {
  const box = boxInFile(scene.offset, shown);
  const { z, columns, rows, left, top, tiles } = coveringTiles(scene, box, maxPixels);
  const from = tilePointAt(box[0], box[3], z);
  const to = tilePointAt(box[2], box[1], z);
  const [width, height] = [to.x - from.x, to.y - from.y];
  return (
    <span className="tile-crop" style={{ aspectRatio: `${width} / ${height}` }} aria-hidden="true">
      {tiles.map((url, index) => (
        <img
          key={url}
          src={url}
          alt=""
          loading="lazy"
          decoding="async"
          // Outside the scene the server answers with nothing (204), which a browser would draw as broken.
          onError={({ currentTarget }) => {
            currentTarget.hidden = true;
          }}
          style={{
            left: `${((left + (index % columns) - from.x) / width) * 100}%`,
            top: `${((top + Math.floor(index / columns) - from.y) / height) * 100}%`,
            width: `${100 / width}%`,
            height: `${100 / height}%`,
          }}
        />
      ))}
      {outline !== undefined && rows > 0 && (
        <svg viewBox="0 0 100 100" preserveAspectRatio="none">
          <path
            d={pathOf(outline, (lon, lat) =>
              inBox(tilePointAt(...positionInFile(scene.offset, [lon, lat]), z), from, width, height),
            )}
          />
        </svg>
      )}
    </span>
  );
}

function inBox({ x, y }: TilePoint, from: TilePoint, width: number, height: number): string {
  return `${(((x - from.x) / width) * 100).toFixed(2)} ${(((y - from.y) / height) * 100).toFixed(2)}`;
}

function pathOf(geometry: BuildingGeometry, place: (lon: number, lat: number) => string): string {
  if (geometry.type === "Point") return "";
  const rings = geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
  const ringPath = (ring: readonly Position[]) => `M${ring.map(([lon, lat]) => place(lon, lat)).join("L")}Z`;
  return rings.map(ringPath).join("");
}
