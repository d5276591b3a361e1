import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { mayActAs } from "../../shared/accounts.ts";
import { API } from "../../shared/api.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import type { NewGold } from "../../shared/consensus.ts";
import type { BuildingDetail } from "../../shared/reviews.ts";
import { textIn } from "../../shared/text.ts";
import { call } from "../api.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { upkeepKey } from "../people/keys.ts";
import { useMe } from "../session.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { GoldForm } from "./gold-form.tsx";
import { useWindowWords } from "./interval-words.ts";
import { buildingKey } from "./keys.ts";
import type { Timeline } from "./moments.ts";

type GoldPanelProps = { building: BuildingDetail; campaign: Campaign; timeline: Timeline };

/** What experts state of the building. Admins state, change and withdraw it; analysts read it. */
export function GoldPanel({ building, campaign, timeline }: GoldPanelProps) {
  const { t } = useTranslation("quality");
  const me = useMe();
  const queries = useQueryClient();
  const [isOpen, setIsOpen] = useState(false);
  const isAdmin = me.data !== undefined && me.data !== null && mayActAs(me.data.role, "admin");
  const place = { slug: campaign.slug, id: building.id };
  const save = useMutation({
    mutationFn: async (gold: NewGold | null) => {
      if (gold === null) await call(API.withdrawGold, place);
      else await call(API.markGold, { ...place, ...gold });
      return gold;
    },
    onSuccess: (gold) => {
      queries.setQueryData<BuildingDetail>(
        buildingKey(place.slug, place.id),
        (old) => old && { ...old, gold },
      );
      void queries.invalidateQueries({ queryKey: upkeepKey(place.slug) });
      void queries.invalidateQueries({ queryKey: ["quality", place.slug] });
      setIsOpen(false);
    },
  });
  const { gold } = building;
  if (!isAdmin && gold === null) return null;
  return (
    <section className="gold-panel">
      <h3>{t("mark.title")}</h3>
      {gold !== null && !isOpen && <Stated gold={gold} campaign={campaign} timeline={timeline} />}
      {isAdmin && gold === null && !isOpen && <p className="quiet">{t("mark.text")}</p>}
      {isOpen && (
        <GoldForm
          building={building}
          campaign={campaign}
          timeline={timeline}
          isPending={save.isPending}
          onSave={save.mutate}
          onCancel={() => setIsOpen(false)}
        />
      )}
      {save.isError && <Problem fault={save.error} />}
      {save.isSuccess && !isOpen && (
        <output className="quiet">{t(gold === null ? "mark.withdrawn" : "mark.saved")}</output>
      )}
      {isAdmin && !isOpen && (
        <div className="gold-actions">
          <Button onClick={() => setIsOpen(true)}>{t(gold === null ? "mark.begin" : "mark.change")}</Button>
          {gold !== null && (
            <Button disabled={save.isPending} onClick={() => save.mutate(null)}>
              {t("mark.withdraw")}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

function Stated({ gold, campaign, timeline }: Omit<GoldPanelProps, "building"> & { gold: NewGold }) {
  const { t, i18n } = useTranslation("quality");
  const labelOf = useClassLabel(campaign.scale);
  const wordsOf = useWindowWords(timeline);
  const parts = [gold.class === null ? "" : labelOf(gold.class), wordsOf(gold)];
  return (
    <>
      <p>
        <span className="badge badge-live">{t("mark.is")}</span>{" "}
        {parts.filter((part) => part !== "").join(" · ")}
      </p>
      {gold.explanation !== null && <p dir="auto">{textIn(gold.explanation, i18n.language)}</p>}
    </>
  );
}
