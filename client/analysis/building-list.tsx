import { Search } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { BuildingRow } from "./building-row.tsx";
import type { PanelProps } from "./panel.tsx";
import { useFindings } from "./use-summary.ts";

const ROWS = 30;

/** The buildings under the filter by name: the way to any of them without the map. */
export function BuildingList({ campaign, view, onChange }: PanelProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const [sought, setSought] = useState("");
  const list = useFindings(campaign.slug, view.filter, {
    limit: ROWS,
    name: useDeferredValue(sought.trim()),
  });
  const found = list.data?.features ?? [];
  return (
    <section>
      <h2>{t("list.title")}</h2>
      <label className="search">
        <span className="visually-hidden">{t("list.search")}</span>
        <Search size={18} aria-hidden="true" />
        <input
          type="search"
          className="input"
          placeholder={t("list.search")}
          value={sought}
          onChange={(event) => setSought(event.target.value)}
        />
      </label>
      <ul className="building-rows" aria-busy={list.isPlaceholderData}>
        {found.map((building) => (
          <li key={building.id}>
            <BuildingRow
              campaign={campaign}
              building={building}
              onPick={(id) => onChange({ building: id })}
            />
          </li>
        ))}
      </ul>
      {list.isSuccess && found.length === 0 && <p className="quiet">{t("list.none")}</p>}
      {typeof list.data?.next === "string" && (
        <p className="quiet">{t("list.first", { shown: format.number(ROWS) })}</p>
      )}
    </section>
  );
}
