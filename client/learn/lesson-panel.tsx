import { ArrowRight, Check, CircleSlash, Equal } from "lucide-react";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import type { Lesson } from "../../shared/assignments.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { textIn } from "../../shared/text.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { useFormat } from "../i18n/format.ts";
import { questionFor } from "../tagging/question.ts";
import { useKeys } from "../tagging/use-keys.ts";
import { useWindowWords } from "../tagging/window-words.ts";
import { Button } from "../ui/button.tsx";
import { classLooks, UNKNOWN_LOOK } from "../ui/class-looks.ts";
import { ClassSign } from "../ui/class-sign.tsx";
import type { Likeness } from "./likeness.ts";

type Told = Lesson["buildings"][number] & { likeness: Likeness };

type LessonPanelProps = {
  campaign: Campaign;
  told: Told;
  /** Whether nothing comes after it in this round. */
  isLast: boolean;
  hasKeys: boolean;
  onWant: (sceneId: string) => void;
  onNext: () => void;
};

const ICONS: Record<Likeness, typeof Check> = { same: Check, near: Equal, different: CircleSlash };
const EVERYWHERE = [-180, -90, 180, 90] as const;

/** What an expert sees on the same images and why, beside one's own answer; the picture above shows what is spoken of. */
export function LessonPanel({ campaign, told, isLast, hasKeys, onWant, onNext }: LessonPanelProps) {
  const { t, i18n } = useTranslation("learn");
  const format = useFormat();
  const Icon = ICONS[told.likeness];
  const last = campaign.scenes.find(({ id }) => id === told.lastIntact);
  const first = campaign.scenes.find(({ id }) => id === told.firstDamaged);
  useKeys(hasKeys, { Enter: onNext });

  const showEvidence = useEffectEvent(() => {
    const evidence = told.firstDamaged ?? told.lastIntact;
    if (evidence !== null) onWant(evidence);
  });
  useEffect(() => showEvidence(), []);

  return (
    <section className="lesson" aria-labelledby="lesson-verdict">
      <output className="visually-hidden">{t(`practice.${told.likeness}`)}</output>
      <div className="lesson-answers">
        <h2 id="lesson-verdict" data-likeness={told.likeness}>
          <Icon size={20} aria-hidden="true" />
          {t(`practice.${told.likeness}`)}
        </h2>
        <dl>
          <Said campaign={campaign} name={t("practice.expert")} said={{ ...told, cannotTell: null }} />
          <Said campaign={campaign} name={t("practice.yours")} said={told.yours} />
        </dl>
      </div>
      <div className="lesson-why">
        {told.explanation !== null && <p>{textIn(told.explanation, i18n.language)}</p>}
        <div className="lesson-actions">
          {last !== undefined && (
            <Button onClick={() => onWant(last.id)}>
              {t("practice.showLast", { date: format.date(last.acquiredAt) })}
            </Button>
          )}
          {first !== undefined && (
            <Button onClick={() => onWant(first.id)}>
              {t("practice.showFirst", { date: format.date(first.acquiredAt) })}
            </Button>
          )}
          <Button tone="primary" aria-keyshortcuts="Enter" onClick={onNext}>
            {isLast ? t("practice.finish") : t("practice.next")}
            <ArrowRight size={18} aria-hidden="true" className="points-onward" />
          </Button>
        </div>
      </div>
    </section>
  );
}

type SaidProps = { campaign: Campaign; name: string; said: Told["yours"] };

function Said({ campaign, name, said }: SaidProps) {
  const { t } = useTranslation("learn");
  const labelOf = useClassLabel(campaign.scale);
  const look = classLooks(campaign.scale.classes).get(said.class ?? "") ?? UNKNOWN_LOOK;
  const question = questionFor(campaign, [...EVERYWHERE]);
  const words = useWindowWords({ ...said, comment: "" }, question);
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {said.class !== null && (
          <span className="lesson-class">
            <ClassSign look={look} size={16} />
            {labelOf(said.class)}
          </span>
        )}
        <span>{words ?? (said.class === null ? t("practice.nothing") : "")}</span>
      </dd>
    </div>
  );
}
