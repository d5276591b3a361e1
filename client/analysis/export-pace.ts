type Moment = { at: number; progress: number };

/** Too little to judge a pace by, milliseconds and share. */
const [LEAST_MS, LEAST_SHARE] = [2_000, 0.02];

/** Seconds until an export is done if it goes on as since `first`; null while that is anybody's guess. */
export function secondsLeft(first: Moment, now: Moment): number | null {
  const [took, done] = [now.at - first.at, now.progress - first.progress];
  if (took < LEAST_MS || done < LEAST_SHARE) return null;
  return Math.max(1, Math.round((((1 - now.progress) / done) * took) / 1_000));
}
