import { useTranslation } from "react-i18next";
import type { Health } from "../../shared/health.ts";
import { useFormat } from "../i18n/format.ts";
import { TableScroll } from "../ui/table-scroll.tsx";

/** What was refused or failed, by code alone. */
export function HealthErrors({ errors }: { errors: Health["errors"] }) {
  const { t } = useTranslation("staff");
  const format = useFormat();
  return (
    <section>
      <h2>{t("health.errors")}</h2>
      <p className="quiet">{t("health.errorsHint")}</p>
      {errors.length === 0 && <p>{t("health.noErrors")}</p>}
      {errors.length > 0 && (
        <TableScroll label={t("health.errors")}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t("health.code")}</th>
                <th scope="col">{t("health.count")}</th>
                <th scope="col">{t("health.last")}</th>
              </tr>
            </thead>
            <tbody>
              {errors.map(({ code, count, lastAt, from }) => (
                <tr key={`${from} ${code}`}>
                  <th scope="row">
                    <bdi lang="en">{code}</bdi>
                  </th>
                  <td>{format.number(count)}</td>
                  <td>{format.moment(lastAt, "minute")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
    </section>
  );
}
