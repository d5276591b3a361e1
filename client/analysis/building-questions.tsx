import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import type { BuildingDetail } from "../../shared/reviews.ts";
import { QuestionCard } from "./question-card.tsx";
import type { ChangeView } from "./use-view.ts";
import "./questions.css";

type BuildingQuestionsProps = { building: BuildingDetail; campaign: Campaign; onChange: ChangeView };

/** What volunteers reported or asked about this building, to be answered where the pictures are. */
export function BuildingQuestions({ building, campaign, onChange }: BuildingQuestionsProps) {
  const { t } = useTranslation("analysis");
  if (building.questions.length === 0) return null;
  return (
    <section className="questions">
      <h3>{t("questions.here")}</h3>
      {building.questions.map((question) => (
        <QuestionCard
          // What is typed stays with its question; an answer brings the card anew.
          key={`${question.id} ${question.answeredAt ?? ""}`}
          campaign={campaign}
          question={question}
          onChange={onChange}
        />
      ))}
    </section>
  );
}
