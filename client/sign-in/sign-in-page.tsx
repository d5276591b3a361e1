import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router-dom";
import { API } from "../../shared/api.ts";
import type { StaffRole } from "../../shared/invitations.ts";
import { call, isNotFound } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Page } from "../ui/page.tsx";
import { Problem } from "../ui/problem.tsx";
import { SignInNeeded } from "../ui/sign-in-needed.tsx";
import { CodeStep, SetupStep } from "./sign-in-steps.tsx";
import "../ui/staff.css";
import "./sign-in.css";

/**
 * How staff come in. With a link's secret behind `#`: one press, which spends it (a messenger's preview presses
 * nothing). Then the code of the second factor, or setting one up, where that is wanted.
 */
export function SignInPage() {
  const { t } = useTranslation("sign-in");
  const { hash, search } = useLocation();
  const [isOpened, setIsOpened] = useState(false);
  const done = useDone(new URLSearchParams(search).get("to"));
  const secret = isOpened ? "" : decodeURIComponent(hash.slice(1));
  return (
    <Page title={t("title")}>
      {secret === "" ? (
        <WaitingSignIn onDone={done} />
      ) : (
        <LinkStep secret={secret} onDone={done} onWaiting={() => setIsOpened(true)} />
      )}
    </Page>
  );
}

type LinkStepProps = { secret: string; onDone: (role: StaffRole) => void; onWaiting: () => void };

function LinkStep({ secret, onDone, onWaiting }: LinkStepProps) {
  const { t } = useTranslation("sign-in");
  const open = useMutation({
    mutationFn: () => call(API.openSignInLink, { secret }),
    onSuccess: ({ next, role }) => {
      // Spent: a reload or the history shall not try it again.
      history.replaceState(history.state, "", location.pathname + location.search);
      if (next === "done") onDone(role);
      else onWaiting();
    },
  });
  if (isNotFound(open.error)) return <Over />;
  return (
    <div className="centred">
      <h1>{t("title")}</h1>
      <p>{t("link.text")}</p>
      <Button tone="primary" size="l" disabled={open.isPending} onClick={() => open.mutate()}>
        {t("link.open")}
      </Button>
      {open.isError && <Problem fault={open.error} />}
    </div>
  );
}

function WaitingSignIn({ onDone }: { onDone: (role: StaffRole) => void }) {
  const waiting = useQuery({
    queryKey: ["sign-in"],
    queryFn: ({ signal }) => call(API.getSignIn, {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  if (waiting.isPending) return <Loading isWholePage={false} />;
  if (waiting.isError) return <Over />;
  return waiting.data.next === "setup" ? <SetupStep onDone={onDone} /> : <CodeStep onDone={onDone} />;
}

function Over() {
  const { t } = useTranslation("sign-in");
  return <SignInNeeded title={t("over.title")} text={t("over.text")} />;
}

/** Goes on to where this person works, as somebody else than whoever this browser was before. */
function useDone(to: string | null): (role: StaffRole) => void {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const isOurs = to !== null && /^\/(?![/\\])/.test(to);
  return (role) => {
    queries.clear();
    void navigate(isOurs ? to : role === "admin" ? "/admin" : "/", { replace: true });
  };
}
