import type { ReactNode } from "react";
import { type ClassLook, type ClassShape } from "./class-looks.ts";

const DRAWINGS: Record<ClassShape, ReactNode> = {
  cross: (
    <path d="M4 4l8 8M12 4l-8 8" fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
  ),
  diamond: <path d="M8 1.5 14.5 8 8 14.5 1.5 8Z" />,
  triangle: <path d="M8 2l6.5 12h-13Z" />,
  square: <rect x="2.5" y="2.5" width="11" height="11" rx="1.5" />,
  bar: <rect x="1.5" y="6" width="13" height="4" rx="2" />,
  ring: <circle cx="8" cy="8" r="5.2" fill="none" stroke="currentColor" strokeWidth="2.6" />,
  question: (
    <path
      d="M5.4 5.6a2.7 2.7 0 1 1 3.9 2.4c-.9.5-1.3 1-1.3 2M8 13.2v.1"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.2"
      strokeLinecap="round"
    />
  ),
};

/** The sign of a damage class: its colour and its shape. Decorative: the class's name stands beside it. */
export function ClassSign({ look, size = 16 }: { look: ClassLook; size?: number }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      style={{ color: look.colour }}
      fill="currentColor"
    >
      {DRAWINGS[look.shape]}
    </svg>
  );
}
