import { useMutation, useQueryClient } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router-dom";
import { API } from "../../shared/api.ts";
import { call } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";

/** The way out for staff: here, or on every device at once. What was fetched for them leaves the page too. */
export function SignOut() {
  const { t } = useTranslation("me");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const out = useMutation({
    mutationFn: (where: "here" | "everywhere") =>
      call(where === "here" ? API.endSession : API.endSessions, {}),
    onSuccess: async () => {
      queries.clear();
      await navigate("/", { replace: true });
    },
  });
  return (
    <section className="panel">
      <h2>{t("signOut.title")}</h2>
      <p>{t("signOut.text")}</p>
      <div className="notice-actions">
        <Button disabled={out.isPending} onClick={() => out.mutate("here")}>
          <LogOut size={18} aria-hidden="true" />
          {t("signOut.here")}
        </Button>
        <Button disabled={out.isPending} onClick={() => out.mutate("everywhere")}>
          {t("signOut.everywhere")}
        </Button>
      </div>
      {out.isError && <Problem fault={out.error} />}
    </section>
  );
}
