import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { Question } from "../../shared/questions.ts";
import { useFormat } from "../i18n/format.ts";
import { isolated } from "../i18n/isolated.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import type { ChangeView } from "./use-view.ts";
import { useReply } from "./use-questions.ts";

type QuestionCardProps = { campaign: Campaign; question: Question; onChange: ChangeView };

const MAX_LENGTH = 2_000;

/** One report or question: what was said, about what, and what is said to it. */
export function QuestionCard({ campaign, question, onChange }: QuestionCardProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const reply = useReply(campaign.slug, question.id);
  const [text, setText] = useState(question.answer ?? "");
  const scene = campaign.scenes.find(({ id }) => id === question.scene);
  const answer = text.trim();
  return (
    <article className="question-card">
      <p className="question-head">
        <span className={`badge badge-${question.kind}`}>{t(`questions.kind.${question.kind}`)}</span>
        <span className="quiet">
          {t("questions.from", {
            pseudonym: isolated(question.pseudonym),
            when: isolated(format.moment(question.createdAt, "minute")),
          })}
        </span>
      </p>
      <p className="question-text" dir="auto">
        {question.text === "" ? t("questions.noWords") : question.text}
      </p>
      <p>
        <button
          type="button"
          className="link-button"
          onClick={() => onChange({ building: question.building, scene: question.scene })}
        >
          {question.externalId === null
            ? t("questions.lookUnnamed")
            : t("questions.look", { name: isolated(question.externalId) })}
        </button>{" "}
        {scene !== undefined && (
          <span className="quiet">{t("questions.scene", { date: format.date(scene.acquiredAt) })}</span>
        )}
      </p>
      <label className="field">
        <span>{t("questions.answer")}</span>
        <textarea
          className="input"
          rows={2}
          dir="auto"
          maxLength={MAX_LENGTH}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      {reply.isError && <Problem fault={reply.error} />}
      <div className="notice-actions">
        <Button
          tone="primary"
          disabled={answer === "" || answer === question.answer || reply.isPending}
          onClick={() => reply.mutate({ answer, isClosed: true })}
        >
          {t("questions.send")}
        </Button>
        {question.status === "open" ? (
          <Button disabled={reply.isPending} onClick={() => reply.mutate({ answer: null, isClosed: true })}>
            {t("questions.close")}
          </Button>
        ) : (
          <Button disabled={reply.isPending} onClick={() => reply.mutate({ answer: null, isClosed: false })}>
            {t("questions.reopen")}
          </Button>
        )}
      </div>
    </article>
  );
}
