import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import type { Campaign } from "../../shared/campaigns.ts";
import { ensureSession, ME_KEY } from "../session.ts";
import { rememberNotice } from "../tagging/care.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";

/** Begins at once: makes a pseudonym where there is none, and opens the first building. */
export function StartButton({ campaign }: { campaign: Campaign }) {
  const { slug, contentNotice } = campaign;
  const { t } = useTranslation("campaigns");
  const navigate = useNavigate();
  const queries = useQueryClient();
  const start = useMutation({
    mutationFn: ensureSession,
    onSuccess: async () => {
      // The notice stands above this button: pressing it says that it was read.
      if (contentNotice !== null) rememberNotice(slug, JSON.stringify(contentNotice));
      await queries.invalidateQueries({ queryKey: ME_KEY });
      await navigate(`/campaigns/${slug}/tag`);
    },
  });
  return (
    <div className="start">
      <Button tone="primary" size="l" disabled={start.isPending} onClick={() => start.mutate()}>
        {start.isPending ? t("page.starting") : t("page.start")}
        <ArrowRight size={20} aria-hidden="true" className="points-onward" />
      </Button>
      {start.isError && <Problem fault={start.error} onRetry={() => start.mutate()} />}
    </div>
  );
}
