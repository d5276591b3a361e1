import { useTranslation } from "react-i18next";
import { Link } from "react-router-dom";
import type { Me } from "../../shared/accounts.ts";
import { textIn } from "../../shared/text.ts";
import { useFormat } from "../i18n/format.ts";
import { Problem } from "../ui/problem.tsx";
import { useOwnCampaigns } from "./use-own.ts";
import { TableScroll } from "../ui/table-scroll.tsx";

/** What somebody did: the sums, and campaign by campaign. Says how many were decided, never how: votes are blind. */
export function OwnNumbers({ me }: { me: Me }) {
  const { t, i18n } = useTranslation("me");
  const format = useFormat();
  const campaigns = useOwnCampaigns();
  const items = campaigns.data?.items ?? [];
  return (
    <section className="panel">
      <h2>{t("numbers.title")}</h2>
      <dl className="figures">
        {(["votes", "campaigns", "settled"] as const).map((name) => (
          <div key={name}>
            <dd>{format.number(me[name])}</dd>
            <dt>{t(`numbers.${name}`)}</dt>
          </div>
        ))}
      </dl>
      {campaigns.isError && <Problem fault={campaigns.error} onRetry={() => void campaigns.refetch()} />}
      {campaigns.isSuccess && items.length === 0 && <p className="quiet">{t("numbers.nothing")}</p>}
      {items.length > 0 && (
        <TableScroll label={t("numbers.title")}>
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t("numbers.campaign")}</th>
                <th scope="col">{t("numbers.buildings")}</th>
                <th scope="col">{t("numbers.decided")}</th>
                <th scope="col">{t("numbers.last")}</th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={item.slug}>
                  <th scope="row">
                    <Link to={`/campaigns/${item.slug}`}>{textIn(item.title, i18n.language)}</Link>
                  </th>
                  <td>{format.number(item.buildings)}</td>
                  <td>{format.number(item.settled)}</td>
                  <td>{format.date(item.lastVoteAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      )}
    </section>
  );
}
