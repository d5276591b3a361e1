import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import { QuestionStatus } from "../../shared/questions.ts";
import { Button } from "../ui/button.tsx";
import { Loading } from "../ui/loading.tsx";
import { Notice } from "../ui/notice.tsx";
import { Problem } from "../ui/problem.tsx";
import { QuestionCard } from "./question-card.tsx";
import { useQuestions } from "./use-questions.ts";
import type { ChangeView } from "./use-view.ts";
import "./questions.css";

/** What volunteers reported or asked: read, answered, closed. */
export function QuestionsPanel({ campaign, onChange }: { campaign: Campaign; onChange: ChangeView }) {
  const { t } = useTranslation("analysis");
  const [status, setStatus] = useState<QuestionStatus>("open");
  const questions = useQuestions(campaign.slug, status);
  const items = questions.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="questions">
      <h2>{t("questions.title")}</h2>
      <p className="quiet">{t("questions.intro")}</p>
      <fieldset className="question-filter">
        <legend className="visually-hidden">{t("questions.status")}</legend>
        {QuestionStatus.options.map((option) => (
          <button
            key={option}
            type="button"
            aria-pressed={status === option}
            onClick={() => setStatus(option)}
          >
            {t(`questions.${option}`)}
          </button>
        ))}
      </fieldset>
      {questions.isPending && <Loading isWholePage={false} />}
      {questions.isError && <Problem fault={questions.error} onRetry={() => void questions.refetch()} />}
      {questions.isSuccess && items.length === 0 && (
        <Notice title={t(`questions.none.${status}`)}>{t("questions.noneText")}</Notice>
      )}
      {items.map((question) => (
        <QuestionCard key={question.id} campaign={campaign} question={question} onChange={onChange} />
      ))}
      {questions.hasNextPage && (
        <Button disabled={questions.isFetchingNextPage} onClick={() => void questions.fetchNextPage()}>
          {t("questions.more")}
        </Button>
      )}
    </section>
  );
}
