import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import type { BuildingDetail, ReviewVersion } from "../../shared/reviews.ts";
import { call } from "../api.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { useWindowWords } from "./interval-words.ts";
import { buildingKey, reviewQueueKey } from "./keys.ts";
import type { Timeline } from "./moments.ts";
import { ReviewedBy } from "./reviewed-by.tsx";
import "./review.css";

type ReviewHistoryProps = {
  building: BuildingDetail;
  campaign: Campaign;
  timeline: Timeline;
  onReviewed: (buildings: readonly BuildingDetail[]) => void;
};

/** Every version of the decision, newest first; one's own can be taken back, which is a version too. */
export function ReviewHistory({ building, campaign, timeline, onReviewed }: ReviewHistoryProps) {
  const { t } = useTranslation("analysis");
  const [isAsking, setIsAsking] = useState(false);
  const { reviews, reviewState } = building;
  if (reviews.length === 0) return null;
  return (
    <section className="history">
      <h3>{t("review.decisions")}</h3>
      <ol reversed>
        {reviews.toReversed().map((review) => (
          <li key={review.version}>
            <Version review={review} campaign={campaign} timeline={timeline} />
          </li>
        ))}
      </ol>
      {reviewState.hasDecided && !isAsking && (
        <Button onClick={() => setIsAsking(true)}>{t("review.takeBack")}</Button>
      )}
      {reviewState.hasDecided && isAsking && (
        <TakeBack {...{ building, campaign, onReviewed }} onEnd={() => setIsAsking(false)} />
      )}
    </section>
  );
}

function Version({ review, ...props }: { review: ReviewVersion; campaign: Campaign; timeline: Timeline }) {
  const { t } = useTranslation("analysis");
  const labelOf = useClassLabel(props.campaign.scale);
  const wordsOf = useWindowWords(props.timeline);
  const answer = [review.class === null ? "" : labelOf(review.class), wordsOf(review)];
  return (
    <>
      <p className="review-version">
        <span>
          {review.isWithdrawn ? t("review.withdrawn") : answer.filter((part) => part !== "").join(" · ")}
        </span>
        {review.isStanding && <span className="badge">{t("review.stands")}</span>}
      </p>
      <p dir="auto">{review.reason}</p>
      <p className="quiet">
        <ReviewedBy reviewer={review.reviewer} at={review.at} />
      </p>
    </>
  );
}

type TakeBackProps = Pick<ReviewHistoryProps, "building" | "campaign" | "onReviewed"> & { onEnd: () => void };

function TakeBack({ building, campaign: { slug }, onReviewed, onEnd }: TakeBackProps) {
  const { t } = useTranslation("analysis");
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const takeBack = useMutation({
    mutationFn: () => call(API.withdrawReview, { slug, id: building.id, reason }),
    onSuccess: (answer) => {
      queries.setQueryData(buildingKey(slug, building.id), answer);
      onReviewed([answer]);
      onEnd();
      void queries.invalidateQueries({ queryKey: reviewQueueKey(slug) });
    },
  });
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    takeBack.mutate();
  };
  return (
    <form className="review-form" onSubmit={handleSubmit}>
      <label className="field">
        <span>{t("review.takeBackWhy")}</span>
        <input
          className="input"
          // It was asked for with the button that it takes the place of.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          required
          maxLength={5_000}
          dir="auto"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </label>
      {takeBack.isError && <Problem fault={takeBack.error} />}
      <div className="notice-actions">
        <Button tone="danger" type="submit" disabled={takeBack.isPending || reason.trim() === ""}>
          {t("review.takeBack")}
        </Button>
        <Button onClick={onEnd}>{t("review.keep")}</Button>
      </div>
    </form>
  );
}
