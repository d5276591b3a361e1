import { STATUSES } from "./map-tiles.sql.ts";
import type { TileFrame } from "./tile-frame.ts";
import { writeOutline, writePoint } from "./tile-geometry.ts";
import { openLayer, POINT, POLYGON } from "./vector-tile.ts";

/** What numbers in packed rows stand for, from 1: codes of classes, and Unix times of scenes, seconds. */
export type Legend = { classes: readonly string[]; times: readonly number[] };

/** Bytes of a packed row before its outline (`selectBuildings`). */
const ROW_BYTES = 44;

/** The layer `buildings`: footprints, or points where they are small, with what stands of them. */
export function writeBuildings(
  packed: Buffer,
  frame: TileFrame,
  legend: Legend,
  withOutlines: boolean,
): Buffer {
  const layer = openLayer("buildings", packed.length + 512);
  const keys = {
    id: layer.key("id"),
    class: layer.key("class"),
    probability: layer.key("probability"),
    status: layer.key("status"),
    certainty: layer.key("certainty"),
    from: layer.key("from"),
    to: layer.key("to"),
    votes: layer.key("votes"),
  };
  const tags: number[] = [];
  const geometry: number[] = [];
  for (let at = 0; at < packed.length;) {
    const [className, probability] = [
      legend.classes[packed.readInt16BE(at + 26) - 1],
      packed.readInt16BE(at + 28),
    ];
    const [from, to] = [
      legend.times[packed.readInt16BE(at + 32) - 1],
      legend.times[packed.readInt16BE(at + 34) - 1],
    ];
    tags.length = 0;
    tags.push(keys.id, layer.uuid(packed, at));
    if (className !== undefined) tags.push(keys.class, layer.text(className));
    if (probability >= 0) tags.push(keys.probability, layer.number(probability / 1_000));
    tags.push(keys.status, layer.text(STATUSES[packed.readInt16BE(at + 24) - 1] ?? "open"));
    tags.push(keys.certainty, layer.number(packed.readInt16BE(at + 30) / 1_000));
    if (from !== undefined) tags.push(keys.from, layer.number(from));
    if (to !== undefined) tags.push(keys.to, layer.number(to));
    tags.push(keys.votes, layer.number(packed.readInt32BE(at + 36)));

    const end = at + ROW_BYTES + packed.readInt32BE(at + 40);
    if (withOutlines) writeOutline(geometry, frame, packed, at + ROW_BYTES, end);
    const isDrawn = withOutlines && geometry.length > 0;
    if (!isDrawn) {
      const { perUnit, left, top } = frame;
      const [x, y] = [packed.readInt32BE(at + 16), packed.readInt32BE(at + 20)];
      writePoint(geometry, Math.round(x * perUnit - left), Math.round(y * perUnit - top));
    }
    layer.feature(isDrawn ? POLYGON : POINT, tags, geometry);
    at = end;
  }
  return layer.finish();
}
