import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { call } from "../api.ts";
import { campaignKey } from "../campaigns/use-campaign.ts";
import { Refusal } from "./refusal.tsx";

/** Whether two analysts must agree before a decision stands; holds for what is decided from then on. */
export function SecondReview({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (secondReview: boolean) => call(API.changeCampaign, { slug: campaign.slug, secondReview }),
    onSuccess: (changed) => queries.setQueryData(campaignKey(campaign.slug), changed),
  });
  return (
    <section className="share">
      <h2>{t("reviewing")}</h2>
      <label className="check">
        <input
          type="checkbox"
          checked={campaign.secondReview}
          disabled={change.isPending}
          onChange={(event) => change.mutate(event.target.checked)}
        />
        {t("new.secondReview")}
      </label>
      <p className="quiet">{t("new.secondReviewHint")}</p>
      {change.isError && <Refusal fault={change.error} />}
    </section>
  );
}
