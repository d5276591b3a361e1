import type { ButtonHTMLAttributes } from "react";
import { Link, type LinkProps } from "react-router-dom";

/** `primary`: the one thing this screen is for. `quiet`: a tool. `danger`: takes something away. */
export type ButtonTone = "primary" | "plain" | "quiet" | "danger";

type Look = { tone?: ButtonTone; size?: "m" | "l"; className?: string };

/** A button; `type` is "button" unless said, so that it never submits a form by accident. */
export function Button({ tone, size, className, ...rest }: Look & ButtonHTMLAttributes<HTMLButtonElement>) {
  return <button type="button" className={buttonClass(tone, size, className)} {...rest} />;
}

/** A link that looks like a button because it starts something. */
export function ButtonLink({ tone, size, className, ...rest }: Look & LinkProps) {
  return <Link className={buttonClass(tone, size, className)} {...rest} />;
}

function buttonClass(tone: ButtonTone = "plain", size: "m" | "l" = "m", extra = ""): string {
  return `button button-${tone} button-${size} ${extra}`.trim();
}
