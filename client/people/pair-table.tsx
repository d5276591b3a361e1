import { useTranslation } from "react-i18next";
import type { CampaignVolunteer, CopyingPair } from "../../shared/volunteers.ts";
import { useFormat } from "../i18n/format.ts";
import { useDecimals } from "../quality/use-decimals.ts";
import { overlapOf } from "./clusters.ts";

/** A hundred accounts are five thousand pairs; the strongest tell the story. */
const ROWS = 30;

type PairTableProps = { members: readonly CampaignVolunteer[]; pairs: readonly CopyingPair[] };

/** How alike two accounts answer, pair by pair, each figure with what it means. */
export function PairTable({ members, pairs }: PairTableProps) {
  const { t } = useTranslation("quality");
  const format = useFormat();
  const say = useDecimals(2);
  const sayZ = useDecimals(1);
  const byId = new Map(members.map((one) => [one.id, one]));
  const columns = ["common", "agreed", "kappa", "z"] as const;
  return (
    <details className="pairs">
      <summary>{t("copies.pairs", { count: pairs.length })}</summary>
      <dl className="pair-words">
        {columns.map((column) => (
          <div key={column}>
            <dt>{t(`copies.${column}`)}</dt>
            <dd>{t(`copies.${column}Text`)}</dd>
          </div>
        ))}
      </dl>
      <table className="table people-table">
        <thead>
          <tr>
            <th scope="col">{t("copies.pair")}</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`copies.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {pairs.slice(0, ROWS).map(({ first, second, common, agreed, expected, kappa, z }) => {
            const [a, b] = [byId.get(first), byId.get(second)];
            if (a === undefined || b === undefined) return null;
            return (
              <tr key={`${first} ${second}`}>
                <th scope="row">
                  <bdi>{a.pseudonym}</bdi> · <bdi>{b.pseudonym}</bdi>
                </th>
                <td data-name={t("copies.common")}>
                  {format.number(common)} ({format.percent(overlapOf(common, a, b))})
                </td>
                <td data-name={t("copies.agreed")}>
                  {t("copies.agreedOf", {
                    agreed: format.number(agreed),
                    expected: format.number(Math.round(expected)),
                  })}
                </td>
                <td data-name={t("copies.kappa")}>{say(kappa)}</td>
                <td data-name={t("copies.z")}>{sayZ(z)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {pairs.length > ROWS && <p className="quiet">{t("copies.pairsMore", { shown: ROWS })}</p>}
    </details>
  );
}
