import { useTranslation } from "react-i18next";
import type { RowCounts } from "../../shared/batches.ts";

const PARTS = ["added", "updated", "unchanged", "repaired", "missing"] as const;

/** What became of the rows of a file: accepted and refused, and of the accepted what they did. */
export function RowCountLine({ rows }: { rows: RowCounts }) {
  const { t } = useTranslation("admin");
  const parts = PARTS.filter((part) => (rows[part] ?? 0) > 0);
  const isPlain = parts.length === 1 && parts[0] === "added";
  return (
    <p className="quiet">
      {[
        t("batch.rowsAccepted", { count: rows.accepted }),
        ...(isPlain ? [] : parts.map((part) => t(`rows.${part}`, { count: rows[part] ?? 0 }))),
        ...(rows.refused > 0 ? [t("batch.rowsRefused", { count: rows.refused })] : []),
      ].join(" · ")}
    </p>
  );
}
