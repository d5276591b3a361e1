import { NewCampaign } from "../../shared/campaigns.ts";
import { fromLocal } from "./place.ts";
import { GROUND_SIDE_METRES } from "./plan/frame.ts";
import { SCENE_MARGIN_METRES } from "./scenes.ts";

/** The demo campaign as an admin would send it to `POST /campaigns`. The town does not exist. */
export function demoCampaign(): NewCampaign {
  const near = SCENE_MARGIN_METRES;
  const far = GROUND_SIDE_METRES - SCENE_MARGIN_METRES;
  // Anticlockwise from the south-west, as RFC 7946 §3.1.6 asks.
  const ring = (
    [
      [near, far],
      [far, far],
      [far, near],
      [near, near],
      [near, far],
    ] as const
  ).map((corner) => {
    const [lon, lat] = fromLocal("EPSG:4326", corner);
    return [round(lon), round(lat)];
  });
  return NewCampaign.parse({
    slug: "qasr-zaytan",
    title: {
      en: "Qasr Zaytan, 2017",
      ar: "قصر زيتان، 2017",
      fr: "Qasr Zaytan, 2017",
      es: "Qasr Zaytan, 2017",
    },
    text: {
      en: "Twelve satellite images show Qasr Zaytan between February and September 2017. Say for each building how badly it is damaged and between which two images it happened. The town and its war are invented: this is a demonstration, and every image is computed.",
      ar: "اثنتا عشرة صورة فضائية تُظهر قصر زيتان بين شباط/فبراير وأيلول/سبتمبر 2017. حدّد لكل مبنى مدى تضرره وبين أي صورتين وقع الضرر. المدينة وحربها من نسج الخيال: هذا عرض توضيحي، وجميع الصور مولّدة بالحاسوب.",
      fr: "Douze images satellite montrent Qasr Zaytan entre février et septembre 2017. Indiquez pour chaque bâtiment la gravité des dégâts et entre quelles images ils sont survenus. La ville et sa guerre sont inventées : c'est une démonstration, toutes les images sont calculées.",
      es: "Doce imágenes de satélite muestran Qasr Zaytan entre febrero y septiembre de 2017. Indique para cada edificio la gravedad de los daños y entre qué imágenes se produjeron. La ciudad y su guerra son inventadas: es una demostración y todas las imágenes son calculadas.",
    },
    area: { type: "Polygon", coordinates: [ring] },
    scale: "unosat",
    asks: { class: true, window: true },
    // A cap below the usual 30, so that a demonstration has disputes to decide before thousands have voted.
    redundancy: { min: 5, cap: 16, certainty: 0.95 },
    languages: ["en", "ar", "fr", "es"],
    contentNotice: {
      en: "You will see destroyed homes from above. No people are shown. Take a break whenever you want.",
      ar: "سترى منازل مدمّرة من الأعلى. لا يظهر أي أشخاص. خذ استراحة متى شئت.",
      fr: "Vous verrez des maisons détruites vues du ciel. Aucune personne n'est visible. Faites une pause quand vous le souhaitez.",
      es: "Verá viviendas destruidas desde el aire. No se muestran personas. Descanse cuando lo desee.",
    },
  });
}

/** Seven decimals of a degree are a centimetre. */
function round(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}
