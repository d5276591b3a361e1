import { useTranslation } from "react-i18next";
import type { CampaignVolunteer } from "../../shared/volunteers.ts";
import { useDecimals } from "../quality/use-decimals.ts";

const [WIDTH, HEIGHT, INSET] = [96, 16, 5];

type SkillPlotProps = {
  skill: CampaignVolunteer["skill"];
  /** False where the numbers stand beside it already. */
  hasWords?: boolean;
};

/** A skill as a point on 0 to 1, with the range that holds 90 % of what it may be, and in numbers. */
export function SkillPlot({ skill, hasWords = true }: SkillPlotProps) {
  const { t } = useTranslation("quality");
  const say = useDecimals(2);
  if (skill === null) return <span className="quiet">{t("volunteers.skillUnknown")}</span>;
  const x = (share: number) => INSET + Math.min(1, Math.max(0, share)) * (WIDTH - 2 * INSET);
  const { value, low, high } = skill;
  return (
    <span className="skill">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
        <path className="skill-axis" d={`M${x(0)} ${HEIGHT / 2}H${x(1)}M${x(0)} 4v8M${x(1)} 4v8`} />
        <rect
          className="skill-range"
          x={x(low)}
          y="5"
          width={Math.max(1, x(high) - x(low))}
          height="6"
          rx="3"
        />
        <circle className="skill-value" cx={x(value)} cy={HEIGHT / 2} r="4.5" />
      </svg>
      {hasWords && (
        <span className="skill-words">
          {t("volunteers.skillSay", { value: say(value), low: say(low), high: say(high) })}
        </span>
      )}
    </span>
  );
}
