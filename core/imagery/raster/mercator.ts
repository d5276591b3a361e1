/** Half the width of the Web Mercator square, metres of EPSG:3857. */
export const HALF_WORLD_METRES = Math.PI * 6_378_137;

/** The latitude at which the Web Mercator square ends, degrees. */
export const MAX_LATITUDE = 85.051_128_779_806_59;

const RADIUS = 6_378_137;

/** EPSG:3857 metres of a position. Latitudes beyond the square are moved to its edge. */
export function mercatorOfLonLat(lon: number, lat: number): [x: number, y: number] {
  const latitude = Math.min(MAX_LATITUDE, Math.max(-MAX_LATITUDE, lat));
  const sine = Math.sin((latitude * Math.PI) / 180);
  return [(lon * Math.PI * RADIUS) / 180, (RADIUS / 2) * Math.log((1 + sine) / (1 - sine))];
}

/** Degrees, EPSG:4326, of EPSG:3857 metres. Longitudes are not wrapped. */
export function lonLatOfMercator(x: number, y: number): [lon: number, lat: number] {
  const lat = (2 * Math.atan(Math.exp(y / RADIUS)) - Math.PI / 2) * (180 / Math.PI);
  return [(x / RADIUS) * (180 / Math.PI), lat];
}
