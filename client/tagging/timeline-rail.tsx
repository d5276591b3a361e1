import { type Draft, isDamagedBefore, isIntactToTheEnd } from "./draft.ts";
import { placeOf, type Question } from "./question.ts";

type RailProps = { question: Question; draft: Draft; positions: readonly number[]; width: number };

/** The line under the frames: intact, the window in between, damaged. Said in words elsewhere. */
export function TimelineRail({ question, draft, positions, width }: RailProps) {
  const last = positions[placeOf(question, draft.lastIntact)];
  const first = positions[placeOf(question, draft.firstDamaged)];
  const intactTo = isIntactToTheEnd(draft, question) ? width : last;
  const damagedFrom = isDamagedBefore(draft, question) ? 0 : first;
  const part = (from: number, to: number) => ({ insetInlineStart: from, width: Math.max(0, to - from) });
  return (
    <div className="rail" aria-hidden="true">
      {intactTo !== undefined && <span className="rail-intact" style={part(0, intactTo)} />}
      {last !== undefined && first !== undefined && (
        <span className="rail-window" style={part(last, first)} />
      )}
      {damagedFrom !== undefined && <span className="rail-damaged" style={part(damagedFrom, width)} />}
    </div>
  );
}
