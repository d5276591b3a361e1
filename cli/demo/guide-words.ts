import type { GuideKind } from "../../shared/guide.ts";
import type { Words } from "./lesson-words.ts";

type Page = { title: Words; text: Words; captions: readonly Words[] };

const dated = (en: string, ar: string, fr: string, es: string): Words => ({
  en: `{a}: ${en}`,
  ar: `{a}: ${ar}`,
  fr: `{a} : ${fr}`,
  es: `{a}: ${es}`,
});

/** The demo's field guide: what looks like damage in Qasr Zaytan and is not. `{a}` is the date of the picture. */
export const GUIDE_WORDS: Record<Exclude<GuideKind, "other">, Page> = {
  shadow: {
    title: { en: "Shadow", ar: "الظل", fr: "Ombre", es: "Sombra" },
    text: {
      en: "In winter the sun is low and tall buildings throw long, dark shadows. A neighbour’s roof in shadow can look burnt or fallen in. All shadows of one image point the same way; damage does not. Step to a date with high sun: a shadow moves, a hole stays.",
      ar: "في الشتاء تكون الشمس منخفضة وتلقي المباني العالية ظلالًا طويلة داكنة. قد يبدو سقف الجار الواقع في الظل محترقًا أو منهارًا. ظلال الصورة الواحدة كلها في اتجاه واحد، أما الضرر فلا. انتقل إلى تاريخ شمسه عالية: الظل يتحرك والفتحة تبقى.",
      fr: "En hiver, le soleil est bas et les hauts bâtiments projettent de longues ombres noires. Le toit d’un voisin à l’ombre peut sembler brûlé ou effondré. Toutes les ombres d’une image vont dans le même sens ; les dégâts, non. Passez à une date où le soleil est haut : l’ombre bouge, un trou reste.",
      es: "En invierno el sol está bajo y los edificios altos proyectan sombras largas y oscuras. El tejado de un vecino en sombra puede parecer quemado o hundido. Todas las sombras de una imagen apuntan al mismo lado; los daños, no. Pase a una fecha con el sol alto: la sombra se mueve, un agujero se queda.",
    },
    captions: [
      dated(
        "low sun, long shadow",
        "شمس منخفضة وظل طويل",
        "soleil bas, longue ombre",
        "sol bajo, sombra larga",
      ),
      dated(
        "high sun, the same roof",
        "شمس عالية والسقف نفسه",
        "soleil haut, le même toit",
        "sol alto, el mismo tejado",
      ),
    ],
  },
  demolition: {
    title: {
      en: "Clearing and demolition",
      ar: "الإزالة والهدم",
      fr: "Déblaiement et démolition",
      es: "Desescombro y demolición",
    },
    text: {
      en: "A bare, scraped plot with wheel tracks is the work of bulldozers: rubble that was cleared, or an orderly demolition. Go back in time to the first image with rubble or without the roof. If there is none, and neighbours stand untouched, say so in a comment.",
      ar: "قطعة الأرض العارية المجروفة وعليها آثار عجلات هي من عمل الجرافات: ركام أُزيل أو هدم منظَّم. ارجع إلى أول صورة يظهر فيها الركام أو يغيب السقف. إن لم تجدها وكان الجيران سالمين فاكتب ذلك في تعليق.",
      fr: "Une parcelle nue et raclée, avec des traces de roues, est l’œuvre de bulldozers : des gravats déblayés ou une démolition ordonnée. Remontez jusqu’à la première image avec des gravats ou sans toit. S’il n’y en a pas et que les voisins sont intacts, dites-le en commentaire.",
      es: "Una parcela desnuda y rascada, con huellas de ruedas, es obra de excavadoras: escombros retirados o una demolición ordenada. Retroceda hasta la primera imagen con escombros o sin tejado. Si no la hay y los vecinos están intactos, dígalo en un comentario.",
    },
    captions: [
      dated("intact", "سليم", "intact", "intacto"),
      dated(
        "rubble: this is the damage",
        "ركام: هذا هو الضرر",
        "des gravats : voilà les dégâts",
        "escombros: este es el daño",
      ),
      dated(
        "cleared: not a second event",
        "أُزيل الركام: ليس حدثًا ثانيًا",
        "déblayé : pas un second événement",
        "desescombrado: no es otro suceso",
      ),
    ],
  },
  construction: {
    title: { en: "Construction", ar: "البناء", fr: "Chantier", es: "Obra" },
    text: {
      en: "A house being built has no roof, a slab, low walls and columns in a regular grid; later a fresh grey roof. Straight lines, order and a growing shadow tell it from a ruin, where everything is crooked and the shadow shrinks.",
      ar: "المنزل قيد البناء بلا سقف، وفيه بلاطة وجدران منخفضة وأعمدة في شبكة منتظمة، ثم سقف رمادي جديد. الخطوط المستقيمة والانتظام والظل المتزايد تميّزه عن الأنقاض، حيث كل شيء معوجّ والظل يقصر.",
      fr: "Une maison en construction n’a pas de toit, mais une dalle, des murs bas et des poteaux en trame régulière ; puis un toit gris neuf. Lignes droites, ordre et ombre qui grandit la distinguent d’une ruine, où tout est de travers et l’ombre rétrécit.",
      es: "Una casa en obras no tiene tejado, sino una losa, muros bajos y pilares en trama regular; después, un tejado gris nuevo. Las líneas rectas, el orden y una sombra que crece la distinguen de una ruina, donde todo está torcido y la sombra encoge.",
    },
    captions: [
      dated("slab and columns", "بلاطة وأعمدة", "dalle et poteaux", "losa y pilares"),
      dated("roofed", "بعد السقف", "couverte", "con tejado"),
    ],
  },
  "roof-off": {
    title: {
      en: "Roof off, roof renewed",
      ar: "سقف منزوع أو مجدَّد",
      fr: "Toit retiré ou refait",
      es: "Tejado retirado o renovado",
    },
    text: {
      en: "People seal, paint and replace roofs in war, too. Colour changes from one date to the next while edges and shadow stay the same: no damage. A roof taken off leaves straight walls and a tidy floor, without debris outside.",
      ar: "يعزل الناس أسقفهم ويطلونها ويبدلونها في الحرب أيضًا. يتغيّر اللون من تاريخ إلى آخر وتبقى الحواف والظل كما هي: لا ضرر. والسقف المنزوع يترك جدرانًا مستقيمة وأرضية مرتبة دون ركام في الخارج.",
      fr: "On étanche, peint et remplace des toits en temps de guerre aussi. La couleur change d’une date à l’autre, les bords et l’ombre restent : pas de dégâts. Un toit retiré laisse des murs droits et un sol net, sans débris dehors.",
      es: "También en la guerra se impermeabilizan, pintan y cambian tejados. El color cambia de una fecha a otra y los bordes y la sombra siguen igual: no hay daño. Un tejado retirado deja muros rectos y un suelo limpio, sin escombros fuera.",
    },
    captions: [
      dated("before", "قبل", "avant", "antes"),
      dated(
        "painted anew, same edges",
        "طُلي من جديد والحواف نفسها",
        "repeint, mêmes bords",
        "recién pintado, mismos bordes",
      ),
    ],
  },
  haze: {
    title: { en: "Haze and dust", ar: "الضباب والغبار", fr: "Brume et poussière", es: "Calima y polvo" },
    text: {
      en: "Dust in the air takes away contrast: roofs look flat, small holes vanish, edges soften. Nothing has happened to the town. Raise the contrast, or mark the clearer images before and after.",
      ar: "الغبار في الجو يُضعف التباين: تبدو الأسقف مسطحة وتختفي الفتحات الصغيرة وتلين الحواف، ولم يحدث للمدينة شيء. زِد التباين، أو حدّد الصور الأوضح قبلها وبعدها.",
      fr: "La poussière dans l’air efface le contraste : les toits paraissent plats, les petits trous disparaissent, les bords s’adoucissent. Rien n’est arrivé à la ville. Augmentez le contraste, ou marquez les images plus nettes avant et après.",
      es: "El polvo en el aire quita contraste: los tejados parecen planos, los agujeros pequeños desaparecen, los bordes se suavizan. A la ciudad no le ha pasado nada. Aumente el contraste o marque las imágenes más claras de antes y después.",
    },
    captions: [
      dated("haze", "ضباب", "brume", "calima"),
      dated(
        "clear, the same roofs",
        "صافٍ، والأسقف نفسها",
        "clair, les mêmes toits",
        "despejado, los mismos tejados",
      ),
    ],
  },
  "look-angle": {
    title: { en: "Look angle", ar: "زاوية الرؤية", fr: "Angle de vue", es: "Ángulo de visión" },
    text: {
      en: "Satellites look from different sides. A tall building leans out of its outline, now one way, now the other, and shows another wall; it has not moved. Follow the roof, not the outline.",
      ar: "تنظر الأقمار الصناعية من جهات مختلفة. يميل المبنى العالي خارج حدوده، إلى جهة تارة وإلى أخرى تارة، ويُظهر جدارًا آخر، لكنه لم يتحرك. اتبع السقف لا الحدود.",
      fr: "Les satellites regardent de côtés différents. Un haut bâtiment penche hors de son contour, tantôt d’un côté, tantôt de l’autre, et montre un autre mur ; il n’a pas bougé. Suivez le toit, pas le contour.",
      es: "Los satélites miran desde lados distintos. Un edificio alto se inclina fuera de su contorno, ahora a un lado, ahora al otro, y muestra otra pared; no se ha movido. Siga el tejado, no el contorno.",
    },
    captions: [
      dated("seen from the east", "من الشرق", "vu de l’est", "visto desde el este"),
      dated("seen from the north-west", "من الشمال الغربي", "vu du nord-ouest", "visto desde el noroeste"),
    ],
  },
};
