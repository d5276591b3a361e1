import { Check, Copy, Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Export } from "../../shared/exports.ts";
import { useFormat } from "../i18n/format.ts";
import { bytesIn } from "../ui/bytes.ts";
import { Button } from "../ui/button.tsx";
import { ProgressBar } from "../ui/progress-bar.tsx";

/** One export: how far it is, or the file with what proves that it is whole, or why there is none. */
export function ExportRow({ one }: { one: Export }) {
  const { t, i18n } = useTranslation("analysis");
  const format = useFormat();
  const moment = format.moment(one.snapshotAt ?? one.createdAt, "minute");
  const isDone = one.status === "done";
  return (
    <article className="export-row">
      <div className="panel-head">
        <h3>
          {t(`exports.${one.format}`)} <span className="quiet">{moment}</span>
        </h3>
        {!isDone && <span className="badge">{t(`job.${one.status}`)}</span>}
      </div>
      {(one.status === "queued" || one.status === "running") && (
        <ProgressBar
          label={t(`exports.${one.format}`)}
          share={one.progress}
          text={format.percent(one.progress)}
        />
      )}
      {one.reason !== null && (
        <p className="refusal" role="alert" dir="auto">
          {one.reason}
        </p>
      )}
      {isDone && (
        <>
          {/* A file of the server's, not a page of ours. */}
          <a className="button button-plain button-m" href={`/api/v1/exports/${one.id}/file`} download>
            <Download size={18} aria-hidden="true" />
            {t("exports.download")}
            {one.bytes !== null && <bdi className="quiet">{bytesIn(i18n.language, one.bytes)}</bdi>}
          </a>
          {one.sha256 !== null && <Digest sha256={one.sha256} />}
        </>
      )}
    </article>
  );
}

function Digest({ sha256 }: { sha256: string }) {
  const { t } = useTranslation("analysis");
  const [isCopied, setIsCopied] = useState(false);
  return (
    <p className="digest">
      <span className="quiet">SHA-256</span>
      <code dir="ltr">{sha256}</code>
      <Button
        tone="quiet"
        aria-label={t(isCopied ? "exports.copied" : "exports.copy")}
        onClick={() => void navigator.clipboard.writeText(sha256).then(() => setIsCopied(true))}
      >
        {isCopied ? <Check size={16} aria-hidden="true" /> : <Copy size={16} aria-hidden="true" />}
      </Button>
    </p>
  );
}
