import { useEffect, useEffectEvent } from "react";

/** What a key does, by the name of `keyName`. */
export type KeyActions = Readonly<Record<string, (() => void) | undefined>>;

const NAMED = new Set(["ArrowLeft", "ArrowRight", "Enter", "Escape", "Home", " ", "[", "]", "?", "+", "-"]);
/** Fields in which every key is a letter; a choice made by mouse leaves the keys as they were. */
const TYPED_IN = "input:not([type=range], [type=radio], [type=checkbox])";
const BY_PLACE: Readonly<Record<string, string>> = { BracketLeft: "[", BracketRight: "]" };

/**
 * Names a key as people read it from their keyboard: `[`, `1`, `s`. Where a layout writes other letters there
 * (Arabic, AZERTY's digits), the key's place counts.
 */
export function keyName({ key, code }: Pick<KeyboardEvent, "key" | "code">): string {
  if (NAMED.has(key) || /^[0-9]$/.test(key)) return key;
  if (/^[a-zA-Z]$/.test(key)) return key.toLowerCase();
  return BY_PLACE[code] ?? /^(?:Digit|Key)(.)$/.exec(code)?.[1]?.toLowerCase() ?? key;
}

/** Arrows mean something else with Shift; letters and signs are typed with it on some keyboards. */
function withShift(name: string): string {
  return name.startsWith("Arrow") ? `Shift+${name}` : name;
}

/** Listens to keys while `isActive`; fields, dialogs and focused controls keep theirs. */
export function useKeys(isActive: boolean, down: KeyActions, up: KeyActions = {}): void {
  const handleDown = useEffectEvent((event: KeyboardEvent) => {
    const act = down[event.shiftKey ? withShift(keyName(event)) : keyName(event)];
    if (act === undefined || belongsElsewhere(event)) return;
    event.preventDefault();
    if (!event.repeat || event.key.startsWith("Arrow")) act();
  });
  const handleUp = useEffectEvent((event: KeyboardEvent) => up[keyName(event)]?.());
  useEffect(() => {
    if (!isActive) return undefined;
    addEventListener("keydown", handleDown);
    addEventListener("keyup", handleUp);
    return () => {
      removeEventListener("keydown", handleDown);
      removeEventListener("keyup", handleUp);
    };
  }, [isActive]);
}

function belongsElsewhere(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey) return !event.getModifierState("AltGraph");
  const { target } = event;
  if (!(target instanceof Element)) return false;
  if (target.closest(`textarea, select, [role=dialog], ${TYPED_IN}`) !== null) return true;
  // A choice keeps what moves and sets it, and in a form Enter, which sends that.
  if (target.matches("[type=radio], [type=checkbox]"))
    return /^Arrow| /.test(event.key) || (event.key === "Enter" && target.closest("form") !== null);
  const isControl = target.closest("button, a, input:not([type=range]), summary") !== null;
  // Enter and Space press the control that has focus; every other key is free there, but arrows in a slider.
  if (event.key === "Enter" || event.key === " ") return isControl && target.matches(":focus-visible");
  return event.key.startsWith("Arrow") && target.matches("input[type=range]");
}
