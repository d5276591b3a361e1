import { useTranslation } from "react-i18next";
import { StepChart } from "../analysis/step-chart.tsx";

/** Where the bins of skill begin after the first. */
const STEPS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/** How far volunteers can be relied on, as a count of them: nobody is named here. */
export function SkillSection({ skills }: { skills: readonly number[] }) {
  const { t } = useTranslation("quality");
  if (skills.every((count) => count === 0)) return null;
  return (
    <section>
      <h2>{t("skills.title")}</h2>
      <p className="quiet">{t("skills.intro")}</p>
      <StepChart
        title={t("skills.chart")}
        unit={t("skills.volunteers")}
        steps={STEPS}
        counts={skills}
        colours={skills.map(() => "var(--accent)")}
      />
    </section>
  );
}
