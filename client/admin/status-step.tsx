import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { Campaign, CampaignStatus } from "../../shared/campaigns.ts";
import { call } from "../api.ts";
import { campaignKey } from "../campaigns/use-campaign.ts";
import { Button } from "../ui/button.tsx";
import { ModalDialog } from "../ui/modal-dialog.tsx";
import { Refusal } from "./refusal.tsx";
import { Step } from "./step.tsx";

/** What may come next, the usual first. */
const NEXT: Record<CampaignStatus, readonly Exclude<CampaignStatus, "draft">[]> = {
  draft: ["open"],
  open: ["paused", "closed"],
  paused: ["open", "closed"],
  closed: ["open"],
};

/** Step 4: lets volunteers in, and out again. Each change says first what it does. */
export function StatusStep({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const [asked, setAsked] = useState<Exclude<CampaignStatus, "draft"> | null>(null);
  const { slug, status, scenes, progress } = campaign;
  const isReady = scenes.length > 0 && progress.buildings > 0;
  const change = useMutation({
    mutationFn: (next: CampaignStatus) => call(API.changeCampaign, { slug, status: next }),
    onSuccess: (changed) => {
      queries.setQueryData(campaignKey(slug), changed);
      void queries.invalidateQueries({ queryKey: ["campaigns"] });
      setAsked(null);
    },
  });
  return (
    <Step
      number={4}
      title={t("open.title")}
      summary={t(`open.${status}Now`)}
      isDone={status === "open" || status === "closed"}
    >
      <div className="step-actions">
        {NEXT[status].map((next, index) => (
          <Button
            key={next}
            tone={index === 0 && next === "open" ? "primary" : "plain"}
            disabled={next === "open" && !isReady}
            onClick={() => {
              change.reset();
              setAsked(next);
            }}
          >
            {t(`open.${next}`)}
          </Button>
        ))}
      </div>
      {!isReady && <p className="quiet">{t("open.notReady")}</p>}
      {asked !== null && (
        <ModalDialog title={t(`open.${asked}Title`)} onClose={() => setAsked(null)}>
          <p>{t(`open.${asked}Text`)}</p>
          {change.isError && <Refusal fault={change.error} />}
          <div className="step-actions">
            <Button tone="primary" disabled={change.isPending} onClick={() => change.mutate(asked)}>
              {t(`open.${asked}`)}
            </Button>
            <Button onClick={() => setAsked(null)}>{t("cancel", { ns: "common" })}</Button>
          </div>
        </ModalDialog>
      )}
    </Step>
  );
}
