type MeterProps = { value: number; marks?: readonly number[] };

const [WIDTH, HEIGHT] = [200, 10];

/** A share as a bar, with thresholds to compare it with. The number beside it says the same, so it is not read out. */
export function Meter({ value, marks = [] }: MeterProps) {
  const share = Math.min(1, Math.max(0, value));
  return (
    <svg className="meter" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <rect className="meter-track" y="2" width={WIDTH} height="6" rx="3" />
      <rect className="meter-value" y="2" width={share * WIDTH} height="6" rx="3" />
      {marks.map((mark) => (
        <rect key={mark} className="meter-mark" x={mark * WIDTH - 0.75} width="1.5" height={HEIGHT} />
      ))}
    </svg>
  );
}
