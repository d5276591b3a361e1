import { Pentagon } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SearchBox, type Polygon } from "../../shared/geo.ts";
import { Button } from "../ui/button.tsx";
import type { Filter } from "./filter.ts";
import type { PanelProps } from "./panel.tsx";

type FilterAreaProps = Pick<PanelProps, "view" | "summary" | "isDrawing" | "onDraw"> & {
  onFilter: (part: Partial<Filter>) => void;
};

const EDGES = ["west", "south", "east", "north"] as const;

/** An area to look in: drawn on the map, or given by its edges, which needs no pointer. */
export function FilterArea({ view, summary, isDrawing, onDraw, onFilter }: FilterAreaProps) {
  const { t } = useTranslation("analysis");
  const { area } = view.filter;
  return (
    <fieldset className="filter-area">
      <legend>{t("filter.area")}</legend>
      <div className="filter-buttons">
        <Button tone="plain" aria-pressed={isDrawing} onClick={() => onDraw(!isDrawing)}>
          <Pentagon size={16} aria-hidden="true" />
          {t(isDrawing ? "filter.stopDrawing" : "filter.draw")}
        </Button>
        {area !== undefined && (
          <Button tone="quiet" onClick={() => onFilter({ area: undefined })}>
            {t("filter.clearArea")}
          </Button>
        )}
      </div>
      {area !== undefined && <p className="quiet">{t("filter.drawn")}</p>}
      <EdgeFields around={summary?.bounds ?? null} onArea={(drawn) => onFilter({ area: drawn })} />
    </fieldset>
  );
}

function EdgeFields({
  around,
  onArea,
}: {
  around: readonly number[] | null;
  onArea: (area: Polygon) => void;
}) {
  const { t } = useTranslation("analysis");
  const [edges, setEdges] = useState(["", "", "", ""]);
  const [isWrong, setWrong] = useState(false);
  const handleUse = () => {
    const box = SearchBox.safeParse(edges.map((text) => (text.trim() === "" ? Number.NaN : Number(text))));
    setWrong(!box.success);
    if (box.success) onArea(rectangle(box.data));
  };
  return (
    <details className="filter-edges">
      <summary>{t("filter.box")}</summary>
      <div className="filter-ranges">
        {EDGES.map((edge, index) => (
          <label key={edge} className="field">
            <span>{t(`filter.${edge}`)}</span>
            <input
              className="input"
              inputMode="decimal"
              dir="ltr"
              aria-invalid={isWrong}
              placeholder={around?.[index]?.toFixed(4) ?? ""}
              value={edges[index]}
              onChange={({ target }) => setEdges(edges.map((old, at) => (at === index ? target.value : old)))}
            />
          </label>
        ))}
      </div>
      {isWrong && (
        <p role="alert" className="field-error">
          {t("filter.wrong")}
        </p>
      )}
      <Button tone="plain" onClick={handleUse}>
        {t("filter.useBox")}
      </Button>
    </details>
  );
}

/** West > east goes over the date line: its long sides are then more than half the world, and meant the short way. */
function rectangle([west, south, east, north]: readonly [number, number, number, number]): Polygon {
  const ring: [number, number][] = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { type: "Polygon", coordinates: [ring] };
}
