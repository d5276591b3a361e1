import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Me } from "../../shared/accounts.ts";
import { API } from "../../shared/api.ts";
import { ApiProblem, call } from "../api.ts";
import { ME_KEY } from "../session.ts";
import { Button } from "../ui/button.tsx";
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
  const isWrong = change.error instanceof ApiProblem && change.error.status === 400;
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(name);
  };
  return (
    <section className="panel">
      <h2>{t("board.title")}</h2>
      <p>{t("board.text")}</p>
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
      {isWrong && <p className="refusal">{t("board.wrong")}</p>}
      {change.isError && !isWrong && <Problem fault={change.error} />}
    </section>
  );
}
