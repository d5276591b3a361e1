import type { ClassLook } from "../ui/class-looks.ts";
import { ClassSign } from "../ui/class-sign.tsx";

/** One bar: `share` 0–1 is its length, `value` what is written at its end. */
export type ShareBar = { key: string; name: string; look: ClassLook; share: number; value: string };

/** Lengths side by side, each with its sign, name and number; readable without the picture. */
export function ShareBars({ label, bars }: { label: string; bars: readonly ShareBar[] }) {
  const longest = Math.max(...bars.map(({ share }) => share), 0.001);
  return (
    <ul className="share-bars" aria-label={label}>
      {bars.map(({ key, name, look, share, value }) => (
        <li key={key}>
          <ClassSign look={look} size={14} />
          <span className="share-bar-name">{name}</span>
          <span className="share-bar-value">{value}</span>
          <svg aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 100 6">
            <rect width="100" height="6" rx="1" className="share-bar-track" />
            <rect width={(share / longest) * 100} height="6" rx="1" fill={look.colour} />
          </svg>
        </li>
      ))}
    </ul>
  );
}
