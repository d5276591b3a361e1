type ShareLineProps = {
  /** Where each scene stands on the rail, CSS pixels from its start. */
  positions: readonly number[];
  /** Share damaged by each scene's date, 0–1. */
  shares: readonly number[];
  width: number;
  isRtl: boolean;
};

const HEIGHT_PX = 30;

/** The share of damaged buildings over time, as a quiet shape above the dates. Said in words beside it. */
export function ShareLine({ positions, shares, width, isRtl }: ShareLineProps) {
  const most = Math.max(...shares, 0);
  if (most === 0 || width === 0) return null;
  const x = (index: number) => (isRtl ? width - (positions[index] ?? 0) : (positions[index] ?? 0));
  const y = (share: number) => HEIGHT_PX - 2 - (share / most) * (HEIGHT_PX - 6);
  const points = shares.map((share, index) => `${x(index)},${y(share)}`);
  const [first, last] = [x(0), x(shares.length - 1)];
  return (
    <svg className="share-line" width={width} height={HEIGHT_PX} aria-hidden="true">
      <polygon points={`${first},${HEIGHT_PX} ${points.join(" ")} ${last},${HEIGHT_PX}`} />
      <polyline points={points.join(" ")} fill="none" />
    </svg>
  );
}
