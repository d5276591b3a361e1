import { useTranslation } from "react-i18next";
import type { Batch } from "../../shared/batches.ts";
import { useFormat } from "../i18n/format.ts";
import { bytesIn } from "../ui/bytes.ts";
import { coarseDuration } from "./pace.ts";

/** How fast an import goes and how long it will take yet. */
export function BatchPace({ batch }: { batch: Batch }) {
  const { t, i18n } = useTranslation("admin");
  const format = useFormat();
  const { bytes, bytesDone, bytesPerSecond, mpixPerSecond, secondsLeft } = batch.pace;
  const left = secondsLeft === null ? null : coarseDuration(secondsLeft);
  const inBytes = (count: number) => bytesIn(i18n.language, count);
  const words = [
    bytes === 0 ? null : t("batch.bytesDone", { done: inBytes(bytesDone), all: inBytes(bytes) }),
    bytesPerSecond === null ? null : t("batch.perSecond", { amount: inBytes(bytesPerSecond) }),
    mpixPerSecond === null
      ? null
      : t("batch.mpixPerSecond", { mpix: format.number(Math.round(mpixPerSecond * 10) / 10) }),
    left === null ? null : t(`batch.${left.unit}Left`, { count: left.count }),
  ].filter((part) => part !== null);
  return words.length === 0 ? null : <span>· {words.join(" · ")}</span>;
}
