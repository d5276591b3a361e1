import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { areaKm2 } from "./area-size.ts";
import type { Polygon } from "../../shared/geo.ts";
import { localeOf } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";

type PriorityListProps = {
  areas: readonly Polygon[];
  isSaving: boolean;
  onShow: (area: Polygon) => void;
  onRemove: (place: number) => void;
};

/** The areas by their numbers on the map, with their size. */
export function PriorityList({ areas, isSaving, onShow, onRemove }: PriorityListProps) {
  const { t, i18n } = useTranslation("staff");
  const sizes = new Intl.NumberFormat(localeOf(i18n.language), { maximumSignificantDigits: 2 });
  if (areas.length === 0) return <p>{t("areas.none")}</p>;
  return (
    <ol className="priority-list">
      {areas.map((area, index) => {
        const place = index + 1;
        return (
          // Areas have no names of their own; removing one renumbers the rest, on the map too.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            <Button tone="quiet" aria-label={t("areas.show", { place })} onClick={() => onShow(area)}>
              {t("areas.area", { place })}
            </Button>
            <span className="quiet">{t("areas.size", { km2: sizes.format(areaKm2(area)) })}</span>
            <Button
              tone="quiet"
              aria-label={t("areas.remove", { place })}
              disabled={isSaving}
              onClick={() => onRemove(index)}
            >
              <Trash2 size={18} aria-hidden="true" />
            </Button>
          </li>
        );
      })}
    </ol>
  );
}
