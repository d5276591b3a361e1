import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { ConsensusFeature } from "../../shared/consensus.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { classLooks, UNKNOWN_LOOK } from "../ui/class-looks.ts";
import { ClassSign } from "../ui/class-sign.tsx";
import { certaintyOf, shownClass } from "./filter.ts";
import { useProbability } from "./probability.ts";

type BuildingRowProps = {
  campaign: Campaign;
  building: ConsensusFeature;
  onPick: (id: string) => void;
};

/** One building in a list: its name, what is said of it, and how sure that is. */
export function BuildingRow({ campaign, building, onPick }: BuildingRowProps) {
  const { t } = useTranslation("analysis");
  const sayProbability = useProbability();
  const labelOf = useClassLabel(campaign.scale);
  const { properties } = building;
  const code = shownClass(properties);
  const look = (code === null ? undefined : classLooks(campaign.scale.classes).get(code)) ?? UNKNOWN_LOOK;
  return (
    <button type="button" className="building-row" onClick={() => onPick(building.id)}>
      <ClassSign look={look} />
      <bdi className="building-name">{nameOf(building)}</bdi>
      <span className="quiet">{code === null ? t("legend.noClass") : labelOf(code)}</span>
      <span className="quiet building-certainty">
        {properties.votes > 0 && sayProbability(certaintyOf(properties, campaign.asks))}
      </span>
      <i className={`swatch swatch-${properties.status}`} aria-hidden="true" />
      <span className="visually-hidden">{t(`status.${properties.status}`)}</span>
    </button>
  );
}

/** What people call the building: its name outside Aftermap, else the beginning of its id. */
export function nameOf({ id, properties }: ConsensusFeature): string {
  return properties.externalId ?? id.slice(0, 8);
}
