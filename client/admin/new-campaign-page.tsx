import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router-dom";
import { API } from "../../shared/api.ts";
import type { NewCampaign } from "../../shared/campaigns.ts";
import { call } from "../api.ts";
import { campaignKey } from "../campaigns/use-campaign.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Page } from "../ui/page.tsx";
import { EMPTY_DRAFT, readDraft, type CampaignDraft } from "./campaign-draft.ts";
import { errorsFrom, type ErrorsByPath } from "./form-errors.ts";
import { QuestionFields } from "./question-fields.tsx";
import { Refusal } from "./refusal.tsx";
import { StoryFields } from "./story-fields.tsx";
import { WorkFields } from "./work-fields.tsx";

export type DraftFieldsProps = {
  draft: CampaignDraft;
  errors: ErrorsByPath;
  onChange: (part: Partial<CampaignDraft>) => void;
};

/** One form for a new campaign, checked by the same schema as the server's before it is sent. */
export function NewCampaignPage() {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const form = useRef<HTMLFormElement>(null);
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const [errors, setErrors] = useState<ErrorsByPath>(new Map());
  const create = useMutation({
    mutationFn: (campaign: NewCampaign) => call(API.createCampaign, campaign),
    onSuccess: async (campaign) => {
      queries.setQueryData(campaignKey(campaign.slug), campaign);
      void queries.invalidateQueries({ queryKey: ["campaigns"] });
      await navigate(`/admin/campaigns/${campaign.slug}`);
    },
    onError: (fault) => showErrors(errorsFrom(fault)),
  });

  function showErrors(found: ErrorsByPath): void {
    setErrors(found);
    // After the fields have been marked: the first of them is where to go on.
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  }

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    const read = readDraft(draft);
    if ("errors" in read) return showErrors(read.errors);
    setErrors(new Map());
    create.mutate(read.campaign);
  };
  const fields: DraftFieldsProps = {
    draft,
    errors,
    onChange: (part) => setDraft((old) => ({ ...old, ...part })),
  };
  return (
    <Page title={t("new.title")}>
      <p className="breadcrumb">
        <Link to="/admin">{t("list.title")}</Link>
      </p>
      <h1>{t("new.title")}</h1>
      <form ref={form} className="admin-form" noValidate onSubmit={handleSubmit}>
        <StoryFields {...fields} />
        <QuestionFields {...fields} />
        <WorkFields {...fields} />
        {errors.size > 0 && <Notice tone="problem" title={t("new.wrong", { count: errors.size })} />}
        {create.isError && errors.size === 0 && <Refusal fault={create.error} />}
        <div className="admin-form-foot">
          <Button tone="primary" size="l" type="submit" disabled={create.isPending}>
            {t("new.create")}
          </Button>
          <p className="quiet">{t("new.after")}</p>
        </div>
      </form>
    </Page>
  );
}
