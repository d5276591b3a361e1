import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import { API } from "../../shared/api.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { textIn } from "../../shared/text.ts";
import { call } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { ModalDialog } from "../ui/modal-dialog.tsx";
import { Field } from "./field.tsx";
import { errorAt, errorsFrom } from "./form-errors.ts";
import { Refusal } from "./refusal.tsx";

/** A new draft after this campaign, and what is taken over. */
export function ManageClone({ campaign, onClose }: { campaign: Campaign; onClose: () => void }) {
  const { t, i18n } = useTranslation("staff");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [title, setTitle] = useState(textIn(campaign.title, i18n.language));
  const [slug, setSlug] = useState(`${campaign.slug.slice(0, 62)}-2`);
  const clone = useMutation({
    mutationFn: () =>
      call(API.cloneCampaign, { from: campaign.slug, slug: slug.trim(), title: title.trim() }),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ["campaigns"] });
      await navigate(`/admin/campaigns/${made.slug}`);
    },
  });
  const errors = errorsFrom(clone.error);
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    clone.mutate();
  };
  return (
    <ModalDialog title={t("keep.cloneTitle")} onClose={onClose}>
      <form className="step-form" onSubmit={handleSubmit}>
        <p className="quiet">{t("keep.cloneText")}</p>
        <Field label={t("keep.titleField")} error={errorAt(errors, "title")}>
          {(control) => (
            <input
              {...control}
              className="input"
              dir="auto"
              required
              maxLength={200}
              value={title}
              onChange={(event) => setTitle(event.target.value)}
            />
          )}
        </Field>
        <Field label={t("keep.slug")} hint={t("keep.slugHint")} error={errorAt(errors, "slug")}>
          {(control) => (
            <input
              {...control}
              className="input"
              dir="ltr"
              required
              spellCheck={false}
              value={slug}
              onChange={(event) => setSlug(event.target.value)}
            />
          )}
        </Field>
        {clone.isError && <Refusal fault={clone.error} />}
        <div className="step-actions">
          <Button tone="primary" type="submit" disabled={clone.isPending}>
            {t("keep.clone")}
          </Button>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
        </div>
      </form>
    </ModalDialog>
  );
}
