import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Batch } from "../../shared/batches.ts";
import { useFormat } from "../i18n/format.ts";
import { coarseDuration, paceOf } from "./pace.ts";

const TICK_MS = 1_000;

/** How fast an import goes and how long it will take yet. */
export function BatchPace({ batch }: { batch: Batch }) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const { filesPerMinute, secondsLeft } = paceOf(batch, now);
  const left = secondsLeft === null ? null : coarseDuration(secondsLeft);
  const words = [
    filesPerMinute === null
      ? null
      : t("batch.pace", { files: format.number(Math.round(filesPerMinute * 10) / 10) }),
    left === null ? null : t(`batch.${left.unit}Left`, { count: left.count }),
  ].filter((part) => part !== null);
  return words.length === 0 ? null : <span>· {words.join(" · ")}</span>;
}
