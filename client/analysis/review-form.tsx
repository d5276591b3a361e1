import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../shared/api.ts";
import type { BuildingDetail } from "../../shared/reviews.ts";
import { call } from "../api.ts";
import { useKeys } from "../tagging/use-keys.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import type { BuildingPanelProps } from "./building-panel.tsx";
import { buildingKey, reviewQueueKey } from "./keys.ts";
import { isInOrder, MarkFields } from "./mark-fields.tsx";
import { shownMarks, type Marks } from "./moments.ts";
import { ReviewClasses } from "./review-classes.tsx";
import { ReviewStanding } from "./review-standing.tsx";
import "./review.css";

type ReviewFormProps = BuildingPanelProps & {
  building: BuildingDetail;
  /** The scene on screen, which the bracket keys mark. */
  scene: string | null;
};

const NO_MARKS: Marks = { lastIntact: null, firstDamaged: null };

/** Decides the building: class, window and why. Begins with the answer at hand, so that agreeing is quick. */
export function ReviewForm(props: ReviewFormProps) {
  const { building, campaign, timeline, queue, scene, onReviewed, onDecided } = props;
  const { t } = useTranslation("analysis");
  const queries = useQueryClient();
  const reasonId = useId();
  const reasonField = useRef<HTMLTextAreaElement>(null);
  const { properties, reviewState } = building;
  const { asks, scale, slug } = campaign;
  const own = building.reviews.findLast(({ isOwn, isWithdrawn }) => isOwn && !isWithdrawn);
  const [code, setCode] = useState(own?.class ?? properties.final?.class ?? properties.class);
  const [marks, setMarks] = useState<Marks>(shownMarks(properties) ?? NO_MARKS);
  const [reason, setReason] = useState("");
  const [isReasonMissing, setIsReasonMissing] = useState(false);
  const hasNext = queue.items.some((item) => item.building !== building.id);
  const isInQueue = queue.items.some((item) => item.building === building.id);

  const review = useMutation({
    mutationFn: () =>
      call(API.reviewBuilding, {
        slug,
        id: building.id,
        class: asks.class ? code : null,
        ...(asks.window ? { lastIntact: marks.lastIntact, firstDamaged: marks.firstDamaged } : {}),
        reason,
      }),
    onSuccess: (answer) => {
      queries.setQueryData(buildingKey(slug, building.id), answer);
      onReviewed([answer]);
      setReason("");
      onDecided(building.id, isInQueue && hasNext);
      void queries.invalidateQueries({ queryKey: reviewQueueKey(slug) });
    },
  });
  const save = () => {
    if (review.isPending || !isInOrder(marks, timeline)) return;
    setIsReasonMissing(reason.trim() === "");
    if (reason.trim() === "") reasonField.current?.focus();
    else review.mutate();
  };
  const mark = (change: Partial<Marks>) => () => setMarks((before) => ({ ...before, ...change }));
  useKeys(!reviewState.hasVoted, {
    ...(asks.class
      ? Object.fromEntries(
          scale.classes.slice(0, 9).map((one, at) => [String(at + 1), () => setCode(one.code)]),
        )
      : {}),
    ...(asks.window && scene !== null
      ? { "[": mark({ lastIntact: scene }), "]": mark({ firstDamaged: scene }) }
      : {}),
    Enter: save,
  });

  if (reviewState.hasVoted) return <ReviewStanding building={building} />;
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    save();
  };
  // Enter saves, as everywhere in this form; Shift and Enter begin a new line.
  const handleKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    save();
  };
  return (
    <form className="review-form" noValidate onSubmit={handleSubmit}>
      <h3>{t(own === undefined && building.review === null ? "review.title" : "review.again")}</h3>
      <ReviewStanding building={building} />
      {asks.class && <ReviewClasses scale={scale} code={code} onPick={setCode} />}
      {asks.window && timeline.scenes.length > 0 && (
        <MarkFields timeline={timeline} marks={marks} onChange={setMarks} />
      )}
      <div className="field">
        <label htmlFor={reasonId}>{t("review.reason")}</label>
        <textarea
          id={reasonId}
          ref={reasonField}
          className="input"
          rows={2}
          required
          aria-invalid={isReasonMissing}
          maxLength={5_000}
          dir="auto"
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          onKeyDown={handleKeyDown}
        />
        {queue.reasons.length > 0 && (
          <ul className="reasons" aria-label={t("review.reasonsBefore")}>
            {queue.reasons.map((one) => (
              <li key={one}>
                <button type="button" dir="auto" title={one} onClick={() => setReason(one)}>
                  {one}
                </button>
              </li>
            ))}
          </ul>
        )}
      </div>
      {isReasonMissing && reason.trim() === "" && (
        <p className="refusal" role="alert">
          {t("review.reasonNeeded")}
        </p>
      )}
      {review.isError && <Problem fault={review.error} />}
      {review.isSuccess && <output className="quiet">{t("review.saved")}</output>}
      <Button tone="primary" type="submit" disabled={review.isPending || !isInOrder(marks, timeline)}>
        {t(isInQueue && hasNext ? "review.saveNext" : "review.save")}
      </Button>
    </form>
  );
}
