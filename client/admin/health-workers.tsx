import { useTranslation } from "react-i18next";
import type { WorkerHealth } from "../../shared/health.ts";
import { useFormat } from "../i18n/format.ts";
import { bytesIn } from "../ui/bytes.ts";
import { TableScroll } from "../ui/table-scroll.tsx";

/** Who works, and at what; one that was killed stays for a day to be seen. */
export function HealthWorkers({ workers }: { workers: readonly WorkerHealth[] }) {
  const { t, i18n } = useTranslation("staff");
  const format = useFormat();
  return (
    <section>
      <h2>{t("health.workers")}</h2>
      {workers.length === 0 && <p className="quiet">{t("health.noWorkers")}</p>}
      {workers.length > 0 && (
        <TableScroll label={t("health.workers")}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t("health.process")}</th>
                <th scope="col">{t("health.state")}</th>
                <th scope="col">{t("health.doing")}</th>
                <th scope="col">{t("health.memory")}</th>
                <th scope="col">{t("health.started")}</th>
                <th scope="col">{t("health.seen")}</th>
                <th scope="col">{t("health.version")}</th>
              </tr>
            </thead>
            <tbody>
              {workers.map((worker) => (
                <tr key={worker.id}>
                  <th scope="row">{worker.process}</th>
                  <td className={worker.isAlive ? "" : "refusal"}>
                    {worker.isAlive ? t("health.alive") : t("health.dead")}
                  </td>
                  <td>
                    {worker.doing.length === 0 ? (
                      t("health.rest")
                    ) : (
                      <bdi lang="en">{worker.doing.join(", ")}</bdi>
                    )}
                  </td>
                  <td>{bytesIn(i18n.language, worker.memoryBytes)}</td>
                  <td>{format.moment(worker.startedAt, "minute")}</td>
                  <td>{format.moment(worker.seenAt, "minute")}</td>
                  <td>
                    <bdi>{worker.version}</bdi>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
    </section>
  );
}
