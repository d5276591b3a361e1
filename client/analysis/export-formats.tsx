import { useTranslation } from "react-i18next";
import { ExportFormat } from "../../shared/exports.ts";

/** What one means to do with the file: look at it on a map, compute with it, or see what it rests on. */
const GROUP_OF: Record<ExportFormat, "maps" | "tables" | "records"> = {
  geojson: "maps",
  gpkg: "maps",
  shp: "maps",
  "shp-unosat": "maps",
  "shp-copernicus": "maps",
  fgb: "maps",
  kml: "maps",
  csv: "tables",
  geojsonl: "tables",
  parquet: "tables",
  "votes-csv": "records",
  "reviews-csv": "records",
  "volunteers-csv": "records",
};
const GROUPS = ["maps", "tables", "records"] as const;

type FormatChoiceProps = { format: ExportFormat; onPick: (format: ExportFormat) => void };

/** Every format, grouped by what it is for. */
export function FormatChoice({ format, onPick }: FormatChoiceProps) {
  const { t } = useTranslation("analysis");
  return GROUPS.map((group) => (
    <fieldset key={group} className="choices">
      <legend>{t(`exports.group.${group}`)}</legend>
      {ExportFormat.options
        .filter((option) => GROUP_OF[option] === group)
        .map((option) => (
          <label key={option} className="choice-card">
            <input type="radio" name="format" checked={format === option} onChange={() => onPick(option)} />
            <strong>{t(`exports.${option}`)}</strong>
            <span className="quiet">{t(`exports.${option}Text`)}</span>
          </label>
        ))}
    </fieldset>
  ));
}
