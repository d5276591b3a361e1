import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { BuildingRow } from "./building-row.tsx";
import type { PanelProps } from "./panel.tsx";

const ROWS = 30;

/** The buildings under the filter by name: the way to any of them without the map. */
export function BuildingList({ campaign, matching, onChange }: PanelProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const [sought, setSought] = useState("");
  const wanted = sought.trim().toLowerCase();
  const found = matching.filter(
    ({ id, properties }) =>
      wanted === "" ||
      id.startsWith(wanted) ||
      properties.externalId?.toLowerCase().includes(wanted) === true,
  );
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
      <ul className="building-rows">
        {found.slice(0, ROWS).map((building) => (
          <li key={building.id}>
            <BuildingRow
              campaign={campaign}
              building={building}
              onPick={(id) => onChange({ building: id })}
            />
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="quiet">{t("list.none")}</p>}
      {found.length > ROWS && (
        <p className="quiet">
          {t("list.more", { count: found.length - ROWS, more: format.number(found.length - ROWS) })}
        </p>
      )}
    </section>
  );
}
