import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import type { BuildingDetail } from "../../shared/reviews.ts";
import { call } from "../api.ts";
import { useFormat } from "../i18n/format.ts";
import { isolated } from "../i18n/isolated.ts";
import { Problem } from "../ui/problem.tsx";
import { buildingKey } from "./keys.ts";

type BuildingDistressProps = { building: BuildingDetail; campaign: Campaign };

/** Whether volunteers see this building blurred until they ask: said and taken back with one press. */
export function BuildingDistress({ building, campaign }: BuildingDistressProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const queries = useQueryClient();
  const { distress } = building;
  const decide = useMutation({
    mutationFn: (isDistressing: boolean) =>
      call(API.decideDistress, { slug: campaign.slug, id: building.id, isDistressing }),
    onSuccess: (answer) => queries.setQueryData(buildingKey(campaign.slug, building.id), answer),
  });
  return (
    <section>
      <h3>{t("distress.title")}</h3>
      <label className="check">
        <input
          type="checkbox"
          checked={distress?.isDistressing ?? false}
          disabled={decide.isPending}
          onChange={(event) => decide.mutate(event.target.checked)}
        />
        {t("distress.blur")}
      </label>
      {distress !== null && (
        <p className="quiet">
          {t(distress.isDistressing ? "distress.said" : "distress.takenBack", {
            by: isolated(distress.by),
            at: format.moment(distress.at, "minute"),
          })}
        </p>
      )}
      {decide.isError && <Problem fault={decide.error} />}
    </section>
  );
}
