import { useEffect, useSyncExternalStore } from "react";
import { outbox } from "../device-outbox.ts";
import { postKeptReports } from "./post-reports.ts";
import { useRepeat } from "./use-repeat.ts";

const RETRY_MS = 30_000;

/** Sends what was written to the analysts without a network as soon as there is one; answers show it first. */
export function useKeptReports(): void {
  const { link } = useSyncExternalStore(outbox.subscribe, outbox.snapshot);
  useEffect(() => {
    const send = () => void postKeptReports();
    if (link === "ok") send();
    addEventListener("online", send);
    return () => removeEventListener("online", send);
  }, [link]);
  useRepeat(true, RETRY_MS, () => void postKeptReports());
}
