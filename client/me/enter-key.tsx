import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../../shared/accounts.ts";
import { ApiProblem } from "../api.ts";
import { outbox } from "../device-outbox.ts";
import { signInByKey } from "../session.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Problem } from "../ui/problem.tsx";

/**
 * Goes on as the volunteer whose key is typed. Says what becomes of the answers given here before, and waits for those
 * that still have to be sent: they can only be sent by whoever gave them.
 */
export function EnterKey({ me }: { me: Me | null }) {
  const { t } = useTranslation("me");
  const id = useId();
  const queries = useQueryClient();
  const [key, setKey] = useState("");
  const { waiting } = useSyncExternalStore(outbox.subscribe, outbox.snapshot);
  const enter = useMutation({
    mutationFn: () => signInByKey(key),
    onSuccess: async () => {
      setKey("");
      // Whatever was fetched, was fetched for somebody else.
      await queries.resetQueries();
      outbox.resume();
    },
  });
  const isWrong = enter.error instanceof ApiProblem && enter.error.status === 401;
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate();
  };
  return (
    <form className="enter-key" onSubmit={handleSubmit}>
      <h2>{t("enter.title")}</h2>
      <div className="field">
        <label htmlFor={id}>{t("enter.label")}</label>
        <input
          id={id}
          className="input code"
          dir="ltr"
          required
          autoComplete="off"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={100}
          placeholder="XXXXX-XXXXX-XXXXX-XXXXX-XXXXX"
          aria-invalid={isWrong || undefined}
          aria-describedby={isWrong ? `${id}-wrong` : undefined}
          value={key}
          onChange={(event) => setKey(event.target.value)}
        />
        {isWrong && (
          <p id={`${id}-wrong`} className="refusal" role="alert">
            {t("enter.wrong")}
          </p>
        )}
      </div>
      {me !== null && <p className="quiet">{t("enter.replaces", { pseudonym: isolated(me.pseudonym) })}</p>}
      {waiting.length > 0 && <Notice>{t("enter.waiting")}</Notice>}
      {enter.isError && !isWrong && <Problem fault={enter.error} />}
      <div>
        <Button type="submit" disabled={enter.isPending || waiting.length > 0}>
          {t("enter.go")}
        </Button>
      </div>
    </form>
  );
}

/** A name in one piece, in its own direction inside a sentence of the other (first-strong isolate, word joiner). */
const isolated = (name: string) => `\u2068${name.replaceAll("-", "-\u2060")}\u2069`;
