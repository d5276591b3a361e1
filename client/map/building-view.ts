import { getCenter, getHeight, getWidth } from "ol/extent.js";
import { transformExtent } from "ol/proj.js";
import View from "ol/View.js";
import { type Bbox, growBbox } from "../../shared/geo.ts";
import type { Scene } from "../../shared/scenes.ts";

/** Web Mercator metres per pixel of zoom 0 with 256-pixel tiles. */
const RESOLUTION_OF_ZOOM_0 = 156_543.033_928_040_97;

/** How much of its surroundings a building is shown with: its own size on each side, at least this, metres. */
const LEAST_SURROUNDINGS_METRES = 22;

/** How far beyond a scene's own detail one may zoom: pixels become visible squares, which helps to judge. */
const ZOOMS_BEYOND_DETAIL = 2.5;

/** A view for one building: centred on it, north up, never turned. */
export function createBuildingView(box: Bbox, scenes: readonly Scene[]): View {
  const finest = Math.max(...scenes.map(detailZoom), 15);
  const view = new View({
    projection: "EPSG:3857",
    enableRotation: false,
    constrainResolution: false,
    maxZoom: finest + ZOOMS_BEYOND_DETAIL,
    minZoom: Math.max(2, finest - 6),
    showFullExtent: true,
  });
  view.setCenter(getCenter(transformExtent([...box], "EPSG:4326", "EPSG:3857")));
  view.setResolution(resolutionAtZoom(finest));
  return view;
}

/** Brings the building back to the middle, large enough to judge and with its neighbours for comparison. */
export function frameBuilding(view: View, box: Bbox, [width, height]: readonly [number, number]): void {
  const own = transformExtent([...box], "EPSG:4326", "EPSG:3857");
  const framed = transformExtent([...growBbox(box, LEAST_SURROUNDINGS_METRES)], "EPSG:4326", "EPSG:3857");
  const side = Math.max(getWidth(framed), getHeight(framed), 3.2 * Math.max(getWidth(own), getHeight(own)));
  view.setCenter(getCenter(own));
  view.setResolution(view.getConstrainedResolution(side / Math.max(1, Math.min(width, height))));
}

function resolutionAtZoom(zoom: number): number {
  return RESOLUTION_OF_ZOOM_0 / 2 ** zoom;
}

/** The zoom, counted in 256-pixel tiles as views count it, at which a scene shows all it has. */
function detailZoom({ maxzoom, tileSize }: Scene): number {
  return maxzoom + Math.log2(tileSize / 256);
}
