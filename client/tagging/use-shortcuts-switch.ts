import { useState } from "react";

const STORED_AS = "aftermap.shortcuts";

/** Whether single keys act. Speech input types letters by accident, so they can be switched off (WCAG 2.1.4). */
export function useShortcutsSwitch(): [isOn: boolean, set: (isOn: boolean) => void] {
  const [isOn, setIsOn] = useState(readSwitch);
  return [
    isOn,
    (next) => {
      setIsOn(next);
      try {
        localStorage.setItem(STORED_AS, next ? "on" : "off");
      } catch {
        // Storage closed to us: the choice lasts as long as the page.
      }
    },
  ];
}

function readSwitch(): boolean {
  try {
    return localStorage.getItem(STORED_AS) !== "off";
  } catch {
    return true;
  }
}
