import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router-dom";
import { API } from "../../shared/api.ts";
import { call, isNotFound } from "../api.ts";
import { useFormat } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { SignInNeeded } from "../ui/sign-in-needed.tsx";

/**
 * What an invitation offers, and one button that accepts it. The secret stands behind `#`, so neither a server's log nor
 * the preview of a messenger has it; and opening the page spends nothing.
 */
export function InviteAcceptPage() {
  const { t } = useTranslation("staff");
  const format = useFormat();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const secret = useLocation().hash.slice(1);
  const offer = useQuery({
    queryKey: ["invitation", secret],
    queryFn: ({ signal }) => call(API.readInvitation, { secret }, signal),
    enabled: secret !== "",
    staleTime: Number.POSITIVE_INFINITY,
  });
  const accept = useMutation({
    mutationFn: () => call(API.acceptInvitation, { secret }),
    onSuccess: async ({ role, next }) => {
      queries.clear();
      const home = role === "admin" ? "/admin" : "/";
      await navigate(next === "done" ? home : "/sign-in", { replace: true });
    },
  });
  const isOver = secret === "" || isNotFound(offer.error) || isNotFound(accept.error);
  if (isOver)
    return (
      <Page title={t("join.closedTitle")}>
        <SignInNeeded title={t("join.closedTitle")} text={t("join.closedText")} />
      </Page>
    );
  return (
    <Page title={t("join.title")}>
      {offer.isPending && <Loading isWholePage={false} />}
      {offer.isError && <Problem fault={offer.error} onRetry={() => void offer.refetch()} />}
      {offer.isSuccess && (
        <div className="centred">
          <h1>{t("join.title")}</h1>
          <p>{t(`join.${offer.data.role}`)}</p>
          <p className="quiet">
            {offer.data.name === null
              ? t("join.until", { date: format.moment(offer.data.expiresAt, "minute") })
              : t("join.forName", {
                  name: offer.data.name,
                  date: format.moment(offer.data.expiresAt, "minute"),
                })}
          </p>
          <Button tone="primary" size="l" disabled={accept.isPending} onClick={() => accept.mutate()}>
            {t("join.accept")}
          </Button>
          <p className="quiet">{t("join.note")}</p>
          {accept.isError && <Problem fault={accept.error} />}
        </div>
      )}
    </Page>
  );
}
