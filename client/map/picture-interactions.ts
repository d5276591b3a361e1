import DoubleClickZoom from "ol/interaction/DoubleClickZoom.js";
import DragPan from "ol/interaction/DragPan.js";
import type Interaction from "ol/interaction/Interaction.js";
import MouseWheelZoom from "ol/interaction/MouseWheelZoom.js";
import PinchZoom from "ol/interaction/PinchZoom.js";
import Kinetic from "ol/Kinetic.js";

/** How a picture goes on after a quick drag, as OpenLayers itself sets it: decay, least speed, milliseconds looked back. */
const KINETIC = [-0.005, 0.05, 100] as const;

/** What a hand does to a picture: drag, pinch, turn the wheel, press twice. Nothing turns it; keys are ours. */
export function handsOnPicture(): Interaction[] {
  return [
    new DragPan({ kinetic: new Kinetic(...KINETIC) }),
    new PinchZoom(),
    new MouseWheelZoom(),
    new DoubleClickZoom(),
  ];
}
