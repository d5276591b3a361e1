import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import type { Export } from "../../shared/exports.ts";
import { call } from "../api.ts";
import { useFormat } from "../i18n/format.ts";
import { isolated } from "../i18n/isolated.ts";
import { bytesIn } from "../ui/bytes.ts";
import { Button } from "../ui/button.tsx";
import { CopiedText } from "../ui/copied-text.tsx";
import { Problem } from "../ui/problem.tsx";
import { ProgressBar } from "../ui/progress-bar.tsx";
import { paceWords } from "./export-pace.ts";
import { useFilterWords } from "./filter-words.ts";
import { exportsKey } from "./keys.ts";

type ExportRowProps = { campaign: Campaign; one: Export };

/** One export: how far it is, or the file with what proves that it is whole, or why there is none. */
export function ExportRow({ campaign, one }: ExportRowProps) {
  const { t, i18n } = useTranslation("analysis");
  const format = useFormat();
  const moment = format.moment(one.snapshotAt ?? one.createdAt, "minute");
  const isDone = one.status === "done";
  return (
    <article className="export-row">
      <div className="panel-head">
        <h3>
          <bdi>{t(`exports.${one.format}`)}</bdi>
        </h3>
        {!isDone && <span className="badge">{t(`job.${one.status}`)}</span>}
      </div>
      <p className="quiet">
        <bdi>{moment}</bdi> · {useContents(campaign, one)}
      </p>
      {(one.status === "queued" || one.status === "running") && <UnderWay one={one} />}
      {one.status === "failed" && <Failure one={one} />}
      {(one.status === "failed" || one.status === "cancelled") && <Again one={one} />}
      {isDone && (
        <>
          {/* A file of the server's, not a page of ours. */}
          <a className="button button-plain button-m" href={`/api/v1/exports/${one.id}/file`} download>
            <Download size={18} aria-hidden="true" />
            {t("exports.download")}
            {one.bytes !== null && <bdi className="quiet">{bytesIn(i18n.language, one.bytes)}</bdi>}
          </a>
          {one.sha256 !== null && <CopiedText label="SHA-256" text={one.sha256} />}
          <Dictionary id={one.id} />
        </>
      )}
    </article>
  );
}

/** What the file holds: how many buildings, and which; what is not a building's knows no filter. */
function useContents(campaign: Campaign, { format, filter, buildings }: Export): string {
  const { t } = useTranslation("analysis");
  const words = useFilterWords(campaign)(format === "volunteers-csv" ? {} : filter);
  const count = buildings === null ? [] : [t("exports.holds", { count: buildings })];
  return [...count, ...(words.length === 0 ? [t("exports.whole")] : words)].map(isolated).join(" · ");
}

/** Why there is no file, in the reader's language; what a technician wants besides is one press away. */
function Failure({ one }: { one: Export }) {
  const { t } = useTranslation("analysis");
  return (
    <>
      <p className="refusal" role="alert">
        {t(`exports.failure.${one.failure ?? "not_written"}`)}
      </p>
      {one.reason !== null && (
        <details className="export-dictionary">
          <summary>{t("exports.detail")}</summary>
          <p lang="en" dir="ltr">
            {one.reason}
          </p>
        </details>
      )}
    </>
  );
}

/** How far it is, how fast it goes, how long it will take, and a way to stop it. */
function UnderWay({ one }: { one: Export }) {
  const { t, i18n } = useTranslation("analysis");
  const format = useFormat();
  const cancel = useChange(one, () => call(API.cancelExport, { id: one.id }));
  const words = one.pace === null ? [] : paceWords(t, i18n.language, format, one.pace);
  const text = [format.percent(one.progress), ...words].map(isolated).join(" · ");
  return (
    <>
      <ProgressBar label={t(`exports.${one.format}`)} share={one.progress} text={text} />
      <p className="quiet">{text}</p>
      <Button disabled={cancel.isPending} onClick={() => cancel.mutate()}>
        {t("exports.cancel")}
      </Button>
      {cancel.isError && <Problem fault={cancel.error} />}
    </>
  );
}

/** A way on from an export that ended without a file. */
function Again({ one }: { one: Export }) {
  const { t } = useTranslation("analysis");
  const retry = useChange(one, () => call(API.retryExport, { id: one.id }));
  return (
    <>
      <Button disabled={retry.isPending} onClick={() => retry.mutate()}>
        {t("exports.retry")}
      </Button>
      {retry.isError && <Problem fault={retry.error} />}
    </>
  );
}

/** Something done to an export, after which the list is read anew. */
function useChange(one: Export, change: () => Promise<Export>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => queries.invalidateQueries({ queryKey: exportsKey(one.campaign) }),
  });
}

/** What each column means, read when it is opened. */
function Dictionary({ id }: { id: string }) {
  const { t } = useTranslation("analysis");
  const [isOpen, setIsOpen] = useState(false);
  const dictionary = useQuery({
    queryKey: ["export-dictionary", id],
    queryFn: ({ signal }) => call(API.getExportDictionary, { id }, signal),
    enabled: isOpen,
  });
  return (
    <details className="export-dictionary" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{t("exports.dictionary")}</summary>
      {dictionary.isError && <Problem fault={dictionary.error} />}
      <dl lang="en" dir="ltr">
        {dictionary.data?.columns.map(({ name, meaning }) => (
          <div key={name}>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
