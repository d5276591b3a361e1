import { type ReactNode, useEffect, useEffectEvent } from "react";

type ToolProps = {
  label: string;
  /** The key that does the same, as `aria-keyshortcuts` names it. */
  keys?: string;
  className?: string;
  children: ReactNode;
};

/** A button with a sign instead of words; its name stands in the tooltip and for screen readers. */
export function Tool({
  label,
  keys,
  className,
  isPressed,
  isExpanded,
  onClick,
  children,
}: ToolProps & { isPressed?: boolean; isExpanded?: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      className={toolClass(className)}
      aria-label={label}
      title={label}
      aria-keyshortcuts={keys}
      aria-pressed={isExpanded === undefined ? isPressed : undefined}
      aria-expanded={isExpanded}
      data-on={isPressed === true}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

/** A button that acts as long as it is held: with mouse, finger, or the space bar while it has focus. */
export function HoldTool({
  label,
  keys,
  onHold,
  children,
}: ToolProps & { onHold: (isHeld: boolean) => void }) {
  const release = useEffectEvent(() => onHold(false));
  // A finger may leave the button, a window its focus: neither may leave it held.
  useEffect(() => {
    const handle = () => release();
    addEventListener("pointerup", handle);
    addEventListener("pointercancel", handle);
    addEventListener("blur", handle);
    return () => {
      removeEventListener("pointerup", handle);
      removeEventListener("pointercancel", handle);
      removeEventListener("blur", handle);
    };
  }, []);
  return (
    <button
      type="button"
      className={toolClass("tool-hold")}
      aria-label={label}
      title={label}
      aria-keyshortcuts={keys}
      onPointerDown={() => onHold(true)}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={({ key, repeat }) => {
        if ((key === " " || key === "Enter") && !repeat) onHold(true);
      }}
      onKeyUp={() => onHold(false)}
      onBlur={() => onHold(false)}
    >
      {children}
    </button>
  );
}

function toolClass(extra: string | undefined): string {
  return extra === undefined ? "tool" : `tool ${extra}`;
}
