import { Pause, Play, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { bytesIn } from "../ui/bytes.ts";
import { ProgressBar } from "../ui/progress-bar.tsx";
import type { DropFile } from "./drop-kept.ts";
import type { DropQueue } from "./drop-queue.ts";
import { coarseDuration } from "./pace.ts";

type DropListProps = {
  files: readonly DropFile[];
  queue: DropQueue;
  isPending: boolean;
  onImport: () => void;
};

/** The files on their way, each with how far it is, and what may be done with it. */
export function DropList({ files, queue, isPending, onImport }: DropListProps) {
  const { t } = useTranslation("admin");
  const arrived = files.filter(({ status }) => status === "arrived").length;
  const isSending = files.some(({ status }) => status === "sending" || status === "waiting");
  const isPaused = files.some(({ status }) => status === "paused" || status === "failed");
  const each = (act: (name: string) => void) => () => files.forEach(({ name }) => act(name));
  return (
    <>
      {/* It scrolls, so it must be reachable by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul className="drop-list" tabIndex={0} aria-label={t("drop.list")}>
        {files.map((file) => (
          <li key={file.name} data-status={file.status}>
            <FileRow file={file} queue={queue} />
          </li>
        ))}
      </ul>
      <div className="drop-actions">
        <Button tone="primary" disabled={arrived === 0 || isSending || isPending} onClick={onImport}>
          {t("drop.import")}
        </Button>
        {isSending && <Button onClick={each(queue.pause)}>{t("drop.pauseAll")}</Button>}
        {isPaused && !isSending && <Button onClick={each(queue.resume)}>{t("drop.resumeAll")}</Button>}
        <Button onClick={each(queue.discard)}>{t("drop.cancelAll")}</Button>
        <output className="quiet">{t("drop.summary", { arrived, all: files.length })}</output>
      </div>
    </>
  );
}

function FileRow({ file, queue }: { file: DropFile; queue: DropQueue }) {
  const { t } = useTranslation("admin");
  const words = useSendingWords(file);
  const canPause = file.status === "sending" || file.status === "waiting";
  const canResume = file.status === "paused" || file.status === "failed";
  return (
    <>
      <div className="drop-file">
        <bdi className="drop-name">{file.name}</bdi>
        <span className="quiet">{words}</span>
        {canPause && (
          <button
            type="button"
            className="drop-button"
            aria-label={t("drop.pauseOne", { name: file.name })}
            onClick={() => queue.pause(file.name)}
          >
            <Pause size={16} aria-hidden="true" />
          </button>
        )}
        {canResume && (
          <button
            type="button"
            className="drop-button"
            aria-label={t("drop.resumeOne", { name: file.name })}
            onClick={() => queue.resume(file.name)}
          >
            <Play size={16} aria-hidden="true" />
          </button>
        )}
        <button
          type="button"
          className="drop-button"
          aria-label={t("drop.remove", { name: file.name })}
          onClick={() => queue.discard(file.name)}
        >
          <X size={16} aria-hidden="true" />
        </button>
      </div>
      {file.status !== "arrived" && (
        <ProgressBar label={file.name} share={file.bytes === 0 ? 1 : file.sent / file.bytes} text={words} />
      )}
      {file.reason !== null && (
        <p className="refusal" lang="en" dir="auto">
          {file.reason}
        </p>
      )}
    </>
  );
}

/** How far a file is: "Sending · 4 MB of 12 MB · 2 MB/s · 4 seconds left". */
function useSendingWords(file: DropFile): string {
  const { t, i18n } = useTranslation("admin");
  const format = useFormat();
  const inBytes = (count: number) => bytesIn(i18n.language, count);
  if (file.status === "arrived") return `${t("drop.arrived")} · ${inBytes(file.bytes)}`;
  const rate = file.status === "sending" ? file.bytesPerSecond : null;
  const left = rate === null || rate === 0 ? null : coarseDuration((file.bytes - file.sent) / rate);
  return [
    t(`drop.${file.status}`),
    format.percent(file.bytes === 0 ? 1 : file.sent / file.bytes),
    t("batch.bytesDone", { done: inBytes(file.sent), all: inBytes(file.bytes) }),
    rate === null ? null : t("batch.perSecond", { amount: inBytes(rate) }),
    left === null ? null : t(`batch.${left.unit}Left`, { count: left.count }),
  ]
    .filter((part) => part !== null)
    .join(" · ");
}
