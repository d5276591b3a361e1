import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ConsensusFeature } from "../../shared/consensus.ts";
import { useFormat } from "../i18n/format.ts";
import { createPairedPictures } from "../map/paired-pictures.ts";
import type { Timeline } from "./moments.ts";

type BeforeAfterProps = {
  building: Pick<ConsensusFeature, "id" | "geometry">;
  timeline: Timeline;
  before: number;
  after: number;
  /** Whether the two enclose the damage; else they are no more than the first and the last. */
  isWindow: boolean;
};

/** Two dates of one building side by side; moving one moves the other. */
export function BeforeAfter({ building, timeline, before, after, isWindow }: BeforeAfterProps) {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const left = useRef<HTMLDivElement>(null);
  const right = useRef<HTMLDivElement>(null);
  const first = timeline.scenes[before];
  const second = timeline.scenes[after];
  const { id } = building;
  // The footprint never changes, but every reading of the building brings another copy of it.
  const [geometry] = useState(building.geometry);

  useEffect(() => {
    if (left.current === null || right.current === null) return undefined;
    if (first === undefined || second === undefined) return undefined;
    const pair = createPairedPictures(
      [
        { target: left.current, scene: first },
        { target: right.current, scene: second },
      ],
      { type: "Feature", id, geometry, properties: { externalId: null, radiusMetres: null } },
    );
    return pair.dispose;
  }, [first, second, id, geometry]);

  if (first === undefined || second === undefined) return null;
  return (
    <div className="before-after">
      {[
        { target: left, scene: first, name: t(isWindow ? "building.before" : "building.earliest") },
        { target: right, scene: second, name: t(isWindow ? "building.after" : "building.latest") },
      ].map(({ target, scene, name }) => (
        <figure key={name}>
          <div ref={target} className="before-after-picture" />
          <figcaption>
            <span className="quiet">{name}</span>
            <time dateTime={scene.acquiredAt}>
              {format.moment(scene.acquiredAt, scene.acquiredPrecision)}
            </time>
          </figcaption>
        </figure>
      ))}
    </div>
  );
}
