import { METRES_PER_DEGREE, type Bbox } from "../../../shared/geo.ts";
import { sayRefusal } from "../../../shared/refusals.ts";
import { FileRefusal } from "./refusal.ts";
import type { StagedRow } from "./row-maker.ts";

/** How far outside the images a building may lie and still belong there, metres. */
const NEAR_METRES = 25_000;

/**
 * Watches whether buildings lie where the campaign's images are. Latitude and longitude that changed places give
 * perfectly good buildings in another country.
 */
export class Whereabouts {
  #near = 0;
  #nearIfSwapped = 0;
  #count = 0;
  readonly #places: readonly Bbox[];

  constructor(places: readonly Bbox[]) {
    const margin = NEAR_METRES / METRES_PER_DEGREE;
    this.#places = places.map(([west, south, east, north]) => {
      const aside = margin / Math.max(0.05, Math.cos((((south + north) / 2) * Math.PI) / 180));
      return [west - aside, south - margin, east + aside, north + margin];
    });
  }

  see({ bounds: [west, south, east, north] }: StagedRow): void {
    if (this.#places.length === 0) return;
    const [x, y] = [(west + east) / 2, (south + north) / 2];
    this.#count += 1;
    if (this.#isNear(x, y)) this.#near += 1;
    else if (this.#isNear(y, x)) this.#nearIfSwapped += 1;
  }

  /**
   * @returns what to say of buildings that lie elsewhere; null when they lie where they should
   * @throws FileRefusal when all of them would lie right with their coordinates swapped
   */
  judge(): string | null {
    if (this.#count === 0 || this.#near > 0) return null;
    if (this.#nearIfSwapped > this.#count / 2) {
      throw new FileRefusal(sayRefusal("file.latitude-first"));
    }
    return "None of them lies near the campaign's images: look at the coordinate system.";
  }

  #isNear(x: number, y: number): boolean {
    return this.#places.some(
      ([west, south, east, north]) => x >= west && x <= east && y >= south && y <= north,
    );
  }
}
