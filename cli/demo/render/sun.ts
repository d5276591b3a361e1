/** Where the sun stands: azimuth clockwise from north, elevation above the horizon, radians. */
export interface SunPosition {
  azimuth: number;
  elevation: number;
}

/**
 * The sun over a place at an instant, good to about half a degree: ample for shadows.
 *
 * @see NOAA, "General Solar Position Calculations"
 */
export function sunOver(at: Date, longitude: number, latitude: number): SunPosition {
  const yearStart = Date.UTC(at.getUTCFullYear(), 0, 1);
  const hours = at.getUTCHours() + at.getUTCMinutes() / 60;
  const year = ((2 * Math.PI) / 365) * ((at.getTime() - yearStart) / 86_400_000 - 0.5);
  const declination =
    0.006918 -
    0.399912 * Math.cos(year) +
    0.070257 * Math.sin(year) -
    0.006758 * Math.cos(2 * year) +
    0.000907 * Math.sin(2 * year);
  const equationMinutes =
    229.18 *
    (0.000075 +
      0.001868 * Math.cos(year) -
      0.032077 * Math.sin(year) -
      0.014615 * Math.cos(2 * year) -
      0.040849 * Math.sin(2 * year));
  const hourAngle = ((hours * 60 + equationMinutes + 4 * longitude) / 4 - 180) * (Math.PI / 180);
  const phi = latitude * (Math.PI / 180);
  const elevation = Math.asin(
    Math.sin(phi) * Math.sin(declination) + Math.cos(phi) * Math.cos(declination) * Math.cos(hourAngle),
  );
  const azimuth = Math.atan2(
    -Math.cos(declination) * Math.sin(hourAngle),
    Math.sin(declination) * Math.cos(phi) - Math.cos(declination) * Math.sin(phi) * Math.cos(hourAngle),
  );
  return { azimuth: (azimuth + 2 * Math.PI) % (2 * Math.PI), elevation };
}
