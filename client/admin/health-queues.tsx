import { useTranslation } from "react-i18next";
import type { QueueHealth } from "../../shared/health.ts";
import { useFormat } from "../i18n/format.ts";
import { TableScroll } from "../ui/table-scroll.tsx";

/** What waits, by kind of job. */
export function HealthQueues({ queues }: { queues: readonly QueueHealth[] }) {
  const { t } = useTranslation("staff");
  const format = useFormat();
  return (
    <section>
      <h2>{t("health.queues")}</h2>
      <TableScroll label={t("health.queues")}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("health.queue")}</th>
              <th scope="col">{t("health.waiting")}</th>
              <th scope="col">{t("health.oldest")}</th>
              <th scope="col">{t("health.running")}</th>
              <th scope="col">{t("health.failed")}</th>
            </tr>
          </thead>
          <tbody>
            {queues.map(({ name, waiting, oldestSeconds, running, failed }) => (
              <tr key={name}>
                <th scope="row">
                  <bdi lang="en">{name}</bdi>
                </th>
                <td>{format.number(waiting)}</td>
                <td>
                  {oldestSeconds === null
                    ? "–"
                    : t("health.seconds", { seconds: format.number(Math.round(oldestSeconds)) })}
                </td>
                <td>{format.number(running)}</td>
                <td className={failed > 0 ? "refusal" : ""}>{format.number(failed)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </section>
  );
}
