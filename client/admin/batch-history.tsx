import { useTranslation } from "react-i18next";
import type { Batch } from "../../shared/batches.ts";
import { useFormat } from "../i18n/format.ts";
import { BatchView } from "./batch-view.tsx";

/** All imports of the campaign, newest first. */
export function BatchHistory({ batches }: { batches: readonly Batch[] }) {
  const { t } = useTranslation("admin");
  const format = useFormat();
  if (batches.length === 0) return null;
  return (
    <section className="batch-history">
      <h2>{t("batch.history")}</h2>
      <ul>
        {batches.map((batch) => (
          <li key={batch.id}>
            <details>
              <summary>
                <span>{t(`batch.${batch.kind}`)}</span>
                <span className="quiet">{format.moment(batch.createdAt, "minute")}</span>
                <span className="badge">{t(`job.${batch.status}`)}</span>
                <span className="quiet">{t("batch.files", { count: batch.items.length })}</span>
              </summary>
              <BatchView batch={batch} />
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
}
