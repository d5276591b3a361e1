import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { call } from "../api.ts";
import { campaignKey } from "../campaigns/use-campaign.ts";
import { Button } from "../ui/button.tsx";
import { ModalDialog } from "../ui/modal-dialog.tsx";
import { Notice } from "../ui/notice.tsx";
import { ManageClone } from "./manage-clone.tsx";
import { Refusal } from "./refusal.tsx";

/** Puts a campaign into the archive or brings it back. */
function useArchive({ slug }: Campaign) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (isArchived: boolean) => call(API.archiveCampaign, { slug, isArchived }),
    onSuccess: async (changed) => {
      queries.setQueryData(campaignKey(slug), changed);
      await queries.invalidateQueries({ queryKey: ["campaigns"] });
    },
  });
}

/** A campaign in the archive says so, and how it comes back. */
export function ArchivedNotice({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation("staff");
  const archive = useArchive(campaign);
  if (campaign.archivedAt === null) return null;
  return (
    <Notice
      title={t("keep.archivedTitle")}
      actions={
        <Button tone="primary" disabled={archive.isPending} onClick={() => archive.mutate(false)}>
          {t("keep.back")}
        </Button>
      }
    >
      <p>{t("keep.archivedText")}</p>
      {archive.isError && <Refusal fault={archive.error} />}
    </Notice>
  );
}

/** A copy of the campaign, and its way into the archive. */
export function ManageKeep({ campaign }: { campaign: Campaign }) {
  const { t } = useTranslation("staff");
  const [asked, setAsked] = useState<"clone" | "archive" | null>(null);
  const archive = useArchive(campaign);
  const close = () => setAsked(null);
  return (
    <section className="share">
      <h2>{t("keep.title")}</h2>
      <div className="step-actions">
        <Button onClick={() => setAsked("clone")}>{t("keep.clone")}</Button>
        {campaign.archivedAt === null && (
          <Button onClick={() => setAsked("archive")}>{t("keep.archive")}</Button>
        )}
      </div>
      {asked === "clone" && <ManageClone campaign={campaign} onClose={close} />}
      {asked === "archive" && (
        <ModalDialog title={t("keep.archiveTitle")} onClose={close}>
          <p>{t("keep.archiveText")}</p>
          {archive.isError && <Refusal fault={archive.error} />}
          <div className="step-actions">
            <Button
              tone="primary"
              disabled={archive.isPending}
              onClick={() => archive.mutate(true, { onSuccess: close })}
            >
              {t("keep.archive")}
            </Button>
            <Button onClick={close}>{t("cancel", { ns: "common" })}</Button>
          </div>
        </ModalDialog>
      )}
    </section>
  );
}
