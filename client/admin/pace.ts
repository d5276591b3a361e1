/** Seconds as whole minutes once there are two of them, so that the number does not flicker. */
export function coarseDuration(seconds: number): { unit: "seconds" | "minutes" | "hours"; count: number } {
  if (seconds < 120) return { unit: "seconds", count: Math.max(1, Math.round(seconds)) };
  if (seconds < 7_200) return { unit: "minutes", count: Math.round(seconds / 60) };
  return { unit: "hours", count: Math.round(seconds / 3_600) };
}
