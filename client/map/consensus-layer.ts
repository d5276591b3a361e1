import Feature from "ol/Feature.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import type { ConsensusFeature } from "../../shared/consensus.ts";
import type { BuildingLook } from "../analysis/looks.ts";
import { shapeOf } from "./building-outline.ts";
import { createConsensusStyles } from "./consensus-style.ts";

/** Which buildings there are and how each looks; null leaves one out. */
export type LookOf = (building: ConsensusFeature) => BuildingLook | null;

/** All buildings of a campaign in one layer. Looks are asked for while drawing, so repainting copies nothing. */
export function createConsensusLayer(find: (id: string) => ConsensusFeature | undefined) {
  const source = new VectorSource<Feature>();
  const styles = createConsensusStyles();
  let lookOf: LookOf = () => null;
  const layer = new VectorLayer({
    source,
    zIndex: 10,
    updateWhileAnimating: false,
    style: (feature, resolution) => {
      const building = find(String(feature.getId()));
      const look = building === undefined ? null : lookOf(building);
      return look === null ? [] : styles(look, feature, resolution);
    },
  });

  return {
    layer,
    source,
    /** Adds buildings that are new and repaints the others: footprints never move. */
    paint(buildings: readonly ConsensusFeature[]): void {
      const added: Feature[] = [];
      for (const building of buildings) {
        const known = source.getFeatureById(building.id);
        if (known === null) added.push(featureOf(building));
        else known.changed();
      }
      source.addFeatures(added);
    },
    setLook(next: LookOf): void {
      lookOf = next;
      layer.changed();
    },
  };
}

function featureOf({ id, geometry, properties: { externalId } }: ConsensusFeature): Feature {
  const shape = shapeOf({ type: "Feature", id, geometry, properties: { externalId, radiusMetres: null } });
  shape.transform("EPSG:4326", "EPSG:3857");
  const feature = new Feature(shape);
  feature.setId(id);
  return feature;
}
