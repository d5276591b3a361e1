import { useEffect, useEffectEvent } from "react";

/** Calls back every `everyMs` while `isRunning`. */
export function useRepeat(isRunning: boolean, everyMs: number, callBack: () => void): void {
  const act = useEffectEvent(callBack);
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(() => act(), everyMs);
    return () => clearInterval(timer);
  }, [isRunning, everyMs]);
}
