import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Bbox, Polygon } from "../../shared/geo.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "./field.tsx";

type PriorityBoxFormProps = {
  isSaving: boolean;
  /** What the map shows; null before there is a map. */
  viewBox: () => Bbox | null;
  onAdd: (area: Polygon) => void;
};

const SIDES = ["west", "south", "east", "north"] as const;
const LIMITS = { west: 180, east: 180, south: 90, north: 90 };
type Side = (typeof SIDES)[number];

/** A rectangle in numbers: drawing without a mouse. */
export function PriorityBoxForm({ isSaving, viewBox, onAdd }: PriorityBoxFormProps) {
  const { t } = useTranslation("staff");
  const [box, setBox] = useState<Record<Side, string>>({ west: "", south: "", east: "", north: "" });
  const [isWrong, setIsWrong] = useState(false);
  const handleTakeView = () => {
    const [west, south, east, north] = viewBox() ?? [0, 0, 0, 0];
    setBox({
      west: west.toFixed(5),
      south: south.toFixed(5),
      east: east.toFixed(5),
      north: north.toFixed(5),
    });
  };
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    const [west, south, east, north] = [box.west, box.south, box.east, box.north].map(Number);
    const isBox = west !== undefined && south !== undefined && east !== undefined && north !== undefined;
    setIsWrong(!isBox || west >= east || south >= north);
    if (!isBox || west >= east || south >= north) return;
    onAdd({
      type: "Polygon",
      coordinates: [
        [
          [west, south],
          [east, south],
          [east, north],
          [west, north],
          [west, south],
        ],
      ],
    });
    setBox({ west: "", south: "", east: "", north: "" });
  };
  return (
    <details className="priority-box">
      <summary>{t("areas.byNumbers")}</summary>
      <form onSubmit={handleSubmit}>
        {SIDES.map((side) => (
          <Field key={side} label={t(`areas.${side}`)}>
            {(control) => (
              <input
                {...control}
                className="input"
                type="number"
                required
                step="any"
                min={-LIMITS[side]}
                max={LIMITS[side]}
                value={box[side]}
                onChange={(event) => setBox({ ...box, [side]: event.target.value })}
              />
            )}
          </Field>
        ))}
        {isWrong && (
          <p className="refusal" role="alert">
            {t("areas.wrongBox")}
          </p>
        )}
        <Button onClick={handleTakeView}>{t("areas.takeView")}</Button>
        <Button tone="primary" type="submit" disabled={isSaving}>
          {t("areas.add")}
        </Button>
      </form>
    </details>
  );
}
