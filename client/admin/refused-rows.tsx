import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { BatchItem } from "../../shared/batches.ts";
import { useFormat } from "../i18n/format.ts";
import { RefusalWords } from "./refusal-words.tsx";

/** As many as one reads on screen; the file holds all. */
const ROWS = 50;

type RefusedRowsProps = {
  item: BatchItem;
  refused: number;
  /** Of the table of all of them. */ address: string;
};

/** The rows of a file that were refused, each with its reason; to be taken along and mended. */
export function RefusedRows({ item, refused, address }: RefusedRowsProps) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  const rows = item.refusedRows;
  return (
    <details className="refused-rows">
      <summary>{t("batch.showRefused", { count: refused })}</summary>
      <div className="table-scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("batch.row")}</th>
              <th scope="col">{t("batch.externalId")}</th>
              <th scope="col">{t("batch.reason")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, ROWS).map(({ row, externalId, reason, refusal }) => (
              <tr key={row}>
                <td>{format.number(row)}</td>
                <td>
                  <bdi>{externalId ?? "–"}</bdi>
                </td>
                <td>
                  <RefusalWords reason={reason} refusal={refusal} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {/* A file of the server's, not a page of ours. */}
      <a className="button button-plain button-m" href={address} download>
        <Download size={18} aria-hidden="true" />
        {t("batch.downloadRefused", { count: refused })}
      </a>
    </details>
  );
}
