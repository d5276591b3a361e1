import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { BuildingDetail } from "../../shared/reviews.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { useFormat } from "../i18n/format.ts";
import { useProbability } from "./probability.ts";

type BuildingHistoryProps = { building: BuildingDetail; campaign: Campaign };

/** How the building came to its answer, newest first. */
export function BuildingHistory({ building, campaign }: BuildingHistoryProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const sayProbability = useProbability();
  const labelOf = useClassLabel(campaign.scale);
  const { history, properties } = building;
  return (
    <section className="history">
      <details>
        <summary>{t("history.title", { count: history.length })}</summary>
        <ol>
          {history.toReversed().map((entry) => (
            <li key={entry.seq}>
              <p>
                {entry.class === null ? t("legend.noClass") : labelOf(entry.class)}{" "}
                <span className="quiet">
                  {sayProbability(entry.probability)} · {t(`status.${entry.status}`)} ·{" "}
                  {t("building.votes", { count: entry.votes })}
                </span>
              </p>
              <p className="quiet">{format.moment(entry.at, "minute")}</p>
            </li>
          ))}
        </ol>
      </details>
      <p className="quiet">
        {t("history.method", { name: properties.method.name, version: properties.method.version })}
      </p>
    </section>
  );
}
