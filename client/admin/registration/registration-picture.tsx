import { Maximize, Minus, Plus } from "lucide-react";
import { type CSSProperties, type KeyboardEvent, useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { API } from "../../../shared/api.ts";
import { bboxOf, growBbox, positionsOf, type Bbox } from "../../../shared/geo.ts";
import type { BuildingDetail } from "../../../shared/reviews.ts";
import type { Scene, SceneOffset } from "../../../shared/scenes.ts";
import { call } from "../../api.ts";
import { useFormat } from "../../i18n/format.ts";
import { createRegistrationMap, type Hand, type RegistrationMap } from "../../map/registration-map.ts";
import { Button } from "../../ui/button.tsx";
import "./registration.css";
import { LookingTools, type Look } from "./looking-tools.tsx";

type RegistrationPictureProps = {
  slug: string;
  scene: Scene;
  reference: Scene | null;
  offset: SceneOffset;
  /** The one building that it is about, which the picture then frames; without it, the whole scene and all buildings. */
  building?: BuildingDetail;
  /** Moves the scene on, metres on the ground. */
  onNudge: (eastMetres: number, northMetres: number) => void;
  /** The Enter key, with the picture in focus. */
  onEnter?: () => void;
};

const STEP_METRES = 0.1;
const LARGE_STEP_METRES = 1;
const MOST_OUTLINES = 1_000;
/** What is framed around a single building, metres: roofs and streets to compare with. */
const SURROUNDINGS_METRES = 30;

/** The scene over its reference: dragged, nudged by keys, blinked away. */
export function RegistrationPicture(props: RegistrationPictureProps) {
  const { slug, scene, reference, offset, building, onNudge } = props;
  const { t, i18n } = useTranslation("admin");
  const format = useFormat();
  const below = useRef<HTMLDivElement>(null);
  const above = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const map = useRef<RegistrationMap | null>(null);
  const [parts] = useState({ scene, slug, building });
  const [look, setLook] = useState<Look>({ mode: "opacity", share: 60 });
  const [hand, setHand] = useState<Hand>("scene");
  const [isAway, setIsAway] = useState(false);
  const nudge = useEffectEvent(onNudge);

  useEffect(() => {
    if (below.current === null || above.current === null || top.current === null) return undefined;
    let asked = new AbortController();
    const made = createRegistrationMap({
      targets: { reference: below.current, scene: above.current, outlines: top.current },
      scene: parts.scene,
      frame: parts.building === undefined ? null : surroundingsOf(parts.building),
      onDrag: (east, north) => nudge(east, north),
      onRest: (box, isNear) => {
        asked.abort();
        asked = new AbortController();
        if (parts.building !== undefined) return;
        if (!isNear) made.paintBuildings([]);
        else void outline(made, parts.slug, box, asked.signal);
      },
    });
    if (parts.building !== undefined) made.paintBuildings([parts.building]);
    map.current = made;
    return () => {
      asked.abort();
      made.dispose();
      map.current = null;
    };
  }, [parts]);
  useEffect(() => map.current?.place(offset), [offset]);
  useEffect(() => map.current?.setReference(reference), [reference]);
  useEffect(() => map.current?.setHand(hand), [hand]);

  function handleKey(event: KeyboardEvent): void {
    const step = event.shiftKey ? LARGE_STEP_METRES : STEP_METRES;
    const act = {
      ArrowLeft: () => onNudge(-step, 0),
      ArrowRight: () => onNudge(step, 0),
      ArrowUp: () => onNudge(0, step),
      ArrowDown: () => onNudge(0, -step),
      "+": () => map.current?.zoomBy(0.5),
      "-": () => map.current?.zoomBy(-0.5),
      " ": () => setIsAway(true),
      Enter: props.onEnter,
    }[event.key];
    if (act === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  return (
    <div className="registration-picture">
      <div className="registration-frame" dir="ltr">
        <div ref={below} className="registration-layer" />
        <div ref={above} className="registration-layer" style={isAway ? HIDDEN : lookStyle(look)} />
        {/* It takes focus itself: arrows move the scene, as its role says. */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
        <div
          ref={top}
          className="registration-layer"
          data-hand={hand}
          role="application"
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          aria-label={t("registration.picture")}
          aria-describedby="registration-keys"
          onKeyDown={handleKey}
          onKeyUp={({ key }) => key === " " && setIsAway(false)}
          onBlur={() => setIsAway(false)}
        />
        <p className="registration-dates" dir={i18n.dir()} aria-live="polite">
          <span data-shown={!isAway}>{format.moment(scene.acquiredAt, scene.acquiredPrecision)}</span>
          {reference !== null && (
            <span data-shown={isAway || look.share < 100}>
              {t("registration.over", {
                date: format.moment(reference.acquiredAt, reference.acquiredPrecision),
              })}
            </span>
          )}
        </p>
        <div className="registration-zoom">
          <Button aria-label={t("registration.zoomIn")} onClick={() => map.current?.zoomBy(1)}>
            <Plus size={20} aria-hidden="true" />
          </Button>
          <Button aria-label={t("registration.zoomOut")} onClick={() => map.current?.zoomBy(-1)}>
            <Minus size={20} aria-hidden="true" />
          </Button>
          <Button
            aria-label={t(building === undefined ? "registration.whole" : "registration.recentre")}
            onClick={() => map.current?.fit()}
          >
            <Maximize size={18} aria-hidden="true" />
          </Button>
        </div>
      </div>
      <LookingTools look={look} hand={hand} onLook={setLook} onHand={setHand} onAway={setIsAway} />
      <p id="registration-keys" className={building === undefined ? "quiet" : "visually-hidden"}>
        {t("registration.keys")}
      </p>
    </div>
  );
}

function surroundingsOf({ geometry }: BuildingDetail): Bbox | null {
  const box = bboxOf(positionsOf(geometry));
  return box === null ? null : growBbox(box, SURROUNDINGS_METRES);
}

const HIDDEN: CSSProperties = { visibility: "hidden" };

function lookStyle({ mode, share }: Look): CSSProperties {
  return mode === "opacity" ? { opacity: share / 100 } : { clipPath: `inset(0 ${100 - share}% 0 0)` };
}

/** Outlines help to see where it belongs; without them the screen still works. */
async function outline(map: RegistrationMap, slug: string, box: Bbox, signal: AbortSignal): Promise<void> {
  const found = await call(
    API.listConsensus,
    { slug, bbox: box.join(","), limit: String(MOST_OUTLINES) },
    signal,
  ).catch(() => null);
  if (found !== null && !signal.aborted) map.paintBuildings(found.features);
}
