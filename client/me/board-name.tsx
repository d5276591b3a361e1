import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../../shared/accounts.ts";
import { API } from "../../shared/api.ts";
import { ApiProblem, call } from "../api.ts";
import { ME_KEY } from "../session.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { Problem } from "../ui/problem.tsx";

const MAX_LENGTH = 40;

/** Whether, and under which name, somebody wants to stand on boards. */
export function BoardName({ me }: { me: Me }) {
  const { t } = useTranslation("me");
  const id = useId();
  const queries = useQueryClient();
  const [name, setName] = useState(me.boardName ?? "");
  const change = useMutation({
    mutationFn: (boardName: string | null) => call(API.changeMe, { boardName }),
    onSuccess: async (changed) => {
      queries.setQueryData(ME_KEY, changed);
      setName(changed.boardName ?? "");
      await queries.invalidateQueries({ queryKey: ["board"] });
    },
  });
  const status = change.error instanceof ApiProblem ? change.error.status : null;
  const isWrong = status === 400 || status === 409;
  const { removedBoardName: removed } = me;
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(name);
  };
  return (
    <section className="panel">
      <h2>{t("board.title")}</h2>
      <p>{t("board.text")}</p>
      {removed !== null && (
        <Notice>
          <p>
            {t("board.removed")} <s dir="auto">{removed.name}</s>
          </p>
          <p>{t("board.removedWhy", { reason: `\u2068${removed.reason}\u2069` })}</p>
          <p>{t("board.another")}</p>
        </Notice>
      )}
      <form className="board-name" onSubmit={handleSubmit}>
        <div className="field">
          <label htmlFor={id}>{t("board.label")}</label>
          <input
            id={id}
            className="input"
            dir="auto"
            required
            maxLength={MAX_LENGTH}
            autoComplete="off"
            aria-invalid={isWrong || undefined}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <Button type="submit" disabled={change.isPending || name.trim() === ""}>
          {t("board.save")}
        </Button>
        {me.boardName !== null && (
          <Button tone="quiet" disabled={change.isPending} onClick={() => change.mutate(null)}>
            {t("board.remove")}
          </Button>
        )}
      </form>
      <output>{change.isSuccess && t("board.saved")}</output>
      {isWrong && <p className="refusal">{t(status === 409 ? "board.taken" : "board.wrong")}</p>}
      {change.isError && !isWrong && <Problem fault={change.error} />}
    </section>
  );
}
