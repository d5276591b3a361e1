import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { Summary } from "../../shared/summary.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { useFormat } from "../i18n/format.ts";
import { classLooks, UNKNOWN_LOOK } from "../ui/class-looks.ts";
import { ChartFigure } from "./chart-figure.tsx";
import { WITHOUT_CLASS } from "./filter.ts";
import { ShareBars } from "./share-bars.tsx";

type ClassChartProps = { campaign: Campaign; summary: Summary };

/** How the buildings under the filter divide among the classes. */
export function ClassChart({ campaign, summary }: ClassChartProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const labelOf = useClassLabel(campaign.scale);
  const looks = classLooks(campaign.scale.classes);
  const total = Math.max(1, summary.matching);
  const bars = [...campaign.scale.classes.map(({ code }) => code), WITHOUT_CLASS].map((code) => ({
    key: code,
    name: code === WITHOUT_CLASS ? t("legend.noClass") : labelOf(code),
    look: looks.get(code) ?? UNKNOWN_LOOK,
    share: (summary.classes[code] ?? 0) / total,
    value: format.number(summary.classes[code] ?? 0),
  }));
  return (
    <section>
      <ChartFigure
        title={t("chart.classes")}
        columns={[t("chart.class"), t("chart.buildings"), t("chart.share")]}
        rows={bars.map(({ name, value, share }) => [name, value, format.percent(share)])}
      >
        <ShareBars label={t("chart.classes")} bars={bars} />
      </ChartFigure>
    </section>
  );
}
