import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { BatchItem } from "../../shared/batches.ts";
import { useFormat } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { refusedRowsCsv } from "./refused-csv.ts";

/** As many as one reads on screen; the file holds all that the server lists. */
const ROWS = 50;

/** The rows of a file that were refused, each with its reason; to be taken along and mended. */
export function RefusedRows({ item, refused }: { item: BatchItem; refused: number }) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  const rows = item.refusedRows;
  const handleDownload = () => {
    const url = URL.createObjectURL(new Blob([refusedRowsCsv(rows)], { type: "text/csv;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `${item.name}.refused.csv`;
    link.click();
    URL.revokeObjectURL(url);
  };
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
            {rows.slice(0, ROWS).map(({ row, externalId, reason }) => (
              <tr key={row}>
                <td>{format.number(row)}</td>
                <td>
                  <bdi>{externalId ?? "–"}</bdi>
                </td>
                <td lang="en" dir="auto">
                  {reason}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Button onClick={handleDownload}>
        <Download size={18} aria-hidden="true" />
        {t("batch.downloadRefused", { count: rows.length })}
      </Button>
    </details>
  );
}
