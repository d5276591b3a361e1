import { useState } from "react";
import type { Question } from "./question.ts";

/** Which of the two marks in time. */
export type Mark = "lastIntact" | "firstDamaged";

/** Why a mark is asked for twice. */
export type Caution = "gaps" | "unusable";

/**
 * Asks twice before a scene is marked of which a part is missing, or on which the building cannot be judged: by
 * accident one press is enough, on purpose two.
 */
export function useCaution(question: Question, gaps: ReadonlySet<string>) {
  const [asked, setAsked] = useState<{ mark: Mark; sceneId: string; caution: Caution } | null>(null);

  function cautionFor(sceneId: string): Caution | null {
    if (gaps.has(sceneId)) return "gaps";
    return question.unusable.has(sceneId) ? "unusable" : null;
  }
  return {
    caution: asked?.caution ?? null,
    /** Whether the mark may be set now; if not, the same press once more will do. */
    mayMark: (mark: Mark, sceneId: string): boolean => {
      const caution = cautionFor(sceneId);
      const isSecond = asked?.mark === mark && asked.sceneId === sceneId;
      setAsked(caution === null || isSecond ? null : { mark, sceneId, caution });
      return caution === null || isSecond;
    },
    calm: () => setAsked(null),
  };
}
