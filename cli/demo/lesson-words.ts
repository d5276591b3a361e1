import { LANGUAGES, LOCALES, type Language } from "../../shared/text.ts";

/** A text in each of the demo's languages. */
export type Words = Record<Language, string>;

/**
 * What an expert says of a practice building, by what there is to learn on it. `{a}` is the last date on which it is
 * intact, `{b}` the first on which it is damaged, `{c}` the date of another change.
 */
export const LESSONS = {
  destroyed: {
    en: "On {a} the roof is whole and its edges are straight. On {b} the edges are gone: a heap of slabs spreads beyond the outline and the shadow is short and ragged. That is “Destroyed”, and it happened between these two images.",
    ar: "في {a} السقف كامل وحوافه مستقيمة. وفي {b} اختفت الحواف: كومة من الألواح تتجاوز حدود المبنى، والظل قصير ومتعرّج. هذا «مدمَّر»، وقد حدث بين هاتين الصورتين.",
    fr: "Le {a}, le toit est entier et ses bords sont droits. Le {b}, les bords ont disparu : un amas de dalles déborde du contour et l’ombre est courte et déchiquetée. C’est « Détruit », et cela s’est produit entre ces deux images.",
    es: "El {a} el tejado está entero y sus bordes son rectos. El {b} los bordes han desaparecido: un montón de losas rebasa el contorno y la sombra es corta e irregular. Eso es «Destruido», y ocurrió entre estas dos imágenes.",
  },
  severe: {
    en: "On {a} the roof is whole. On {b} a large part of it has fallen in: a dark room full of rubble, with jagged walls around it. The rest still stands and casts a straight shadow, so it is “Severe damage” and not “Destroyed”.",
    ar: "في {a} السقف كامل. وفي {b} سقط جزء كبير منه: غرفة مظلمة مليئة بالركام تحيط بها جدران متكسّرة. ما تبقّى قائم ويلقي ظلًا مستقيمًا، فهو «ضرر شديد» وليس «مدمَّر».",
    fr: "Le {a}, le toit est entier. Le {b}, une grande partie s’est effondrée : une pièce sombre remplie de gravats, entourée de murs déchiquetés. Le reste tient debout et projette une ombre droite : c’est « Dégâts graves », pas « Détruit ».",
    es: "El {a} el tejado está entero. El {b} una gran parte se ha hundido: un cuarto oscuro lleno de escombros, rodeado de muros rotos. El resto sigue en pie y proyecta una sombra recta: es «Daño grave», no «Destruido».",
  },
  moderate: {
    en: "On {a} the roof has no hole. On {b} there is at least one, dark, with soot and pale pieces around it; most of the building stands. That is “Moderate damage”. It is easily missed: hold Space to blink between the two dates.",
    ar: "في {a} لا توجد فتحة في السقف. وفي {b} توجد فتحة مظلمة واحدة على الأقل، حولها سخام وقطع فاتحة اللون، ومعظم المبنى قائم. هذا «ضرر متوسط». من السهل ألّا تلاحظه: اضغط باستمرار على مفتاح المسافة للتبديل بين التاريخين.",
    fr: "Le {a}, le toit n’est pas percé. Le {b}, il y a au moins un trou sombre, avec de la suie et des débris clairs autour ; l’essentiel du bâtiment tient debout. C’est « Dégâts modérés ». On le manque facilement : maintenez Espace pour alterner entre les deux dates.",
    es: "El {a} el tejado no tiene agujeros. El {b} hay al menos uno, oscuro, con hollín y trozos claros alrededor; la mayor parte del edificio sigue en pie. Eso es «Daño moderado». Es fácil no verlo: mantenga pulsada la barra espaciadora para alternar entre las dos fechas.",
  },
  possible: {
    en: "Nothing is broken through. But on {b} pieces and dust lie beside the house and a corner looks smoked, which is not so on {a}. From above nobody can be sure: that is what “Possible damage” is for.",
    ar: "لم يُخترق شيء. لكن في {b} توجد قطع وغبار بجانب المنزل، وتبدو إحدى الزوايا مسودّة بالدخان، ولم يكن ذلك في {a}. لا يمكن لأحد أن يتأكد من الأعلى: لهذا وُجد «ضرر محتمل».",
    fr: "Rien n’est percé. Mais le {b}, des débris et de la poussière entourent la maison et un angle semble noirci, ce qui n’est pas le cas le {a}. Vu d’en haut, personne ne peut en être sûr : c’est à cela que sert « Dégâts possibles ».",
    es: "Nada está perforado. Pero el {b} hay trozos y polvo junto a la casa y una esquina parece ahumada, lo que no ocurre el {a}. Desde arriba nadie puede estar seguro: para eso está «Daño posible».",
  },
  intact: {
    en: "The edges of the roof, its shadow and the things on it stay the same from the first image to the last. Light, haze and season change; the building does not. “Intact to the end” teaches as much as finding damage.",
    ar: "حواف السقف وظله وما عليه تبقى كما هي من أول صورة إلى آخرها. يتغيّر الضوء والضباب والفصل، أما المبنى فلا. «سليم حتى النهاية» جواب مفيد بقدر العثور على ضرر.",
    fr: "Les bords du toit, son ombre et ce qui s’y trouve restent les mêmes de la première à la dernière image. La lumière, la brume et la saison changent ; le bâtiment, non. « Intact jusqu’au bout » est aussi utile que trouver des dégâts.",
    es: "Los bordes del tejado, su sombra y lo que hay sobre él son iguales desde la primera imagen hasta la última. Cambian la luz, la calima y la estación; el edificio, no. «Intacto hasta el final» es tan útil como encontrar daños.",
  },
  repainted: {
    en: "On {c} the roof has another colour, yet its edges and its shadow are the same as before: it was painted or sealed anew. A change is not damage. Look at edges and shadow before colour.",
    ar: "في {c} تغيّر لون السقف، لكن حوافه وظله كما كانا: لقد طُلي أو عُزل من جديد. التغيّر ليس ضررًا. انظر إلى الحواف والظل قبل اللون.",
    fr: "Le {c}, le toit a une autre couleur, mais ses bords et son ombre sont les mêmes qu’avant : il a été repeint ou étanché. Un changement n’est pas un dommage. Regardez les bords et l’ombre avant la couleur.",
    es: "El {c} el tejado tiene otro color, pero sus bordes y su sombra son los mismos que antes: lo han pintado o impermeabilizado. Un cambio no es un daño. Mire los bordes y la sombra antes que el color.",
  },
  construction: {
    en: "This is a building site. At first there are only a slab, low walls and a regular grid of columns; from {c} on there is a fresh grey roof. Order, straight lines and a shadow that grows tell it from a ruin.",
    ar: "هذا موقع بناء. في البداية لا يوجد سوى بلاطة وجدران منخفضة وشبكة منتظمة من الأعمدة، ومن {c} يظهر سقف رمادي جديد. الانتظام والخطوط المستقيمة والظل المتزايد تميّزه عن الأنقاض.",
    fr: "C’est un chantier. Au début, il n’y a qu’une dalle, des murs bas et une trame régulière de poteaux ; à partir du {c}, un toit gris neuf. L’ordre, les lignes droites et une ombre qui grandit le distinguent d’une ruine.",
    es: "Es una obra. Al principio solo hay una losa, muros bajos y una trama regular de pilares; desde el {c} hay un tejado gris nuevo. El orden, las líneas rectas y una sombra que crece la distinguen de una ruina.",
  },
  hidden: {
    en: "Between {a} and {b} a cloud hides this building, or an image does not reach it. On {a} it is intact, on {b} it is damaged. Mark these two and leave the hidden date inside the window: say only what you can see.",
    ar: "بين {a} و{b} تحجب سحابة هذا المبنى، أو لا تصل إليه إحدى الصور. في {a} هو سليم، وفي {b} متضرر. حدّد هاتين الصورتين واترك التاريخ المحجوب داخل الفترة: قل ما تراه فقط.",
    fr: "Entre le {a} et le {b}, un nuage cache ce bâtiment, ou une image ne l’atteint pas. Le {a} il est intact, le {b} il est endommagé. Marquez ces deux images et laissez la date cachée dans l’intervalle : ne dites que ce que vous voyez.",
    es: "Entre el {a} y el {b} una nube tapa este edificio, o una imagen no llega hasta él. El {a} está intacto, el {b} está dañado. Marque esas dos imágenes y deje la fecha oculta dentro del intervalo: diga solo lo que ve.",
  },
  before: {
    en: "Already on the first image that shows it, {b}, this building is damaged, and no image shows it intact. Then choose “Damaged from the start” instead of guessing a date.",
    ar: "هذا المبنى متضرر في أول صورة تُظهره، {b}، ولا توجد صورة تُظهره سليمًا. اختر عندئذ «متضرر منذ البداية» بدل تخمين تاريخ.",
    fr: "Dès la première image qui le montre, le {b}, ce bâtiment est endommagé, et aucune image ne le montre intact. Choisissez alors « Endommagé dès le début » plutôt que de deviner une date.",
    es: "Ya en la primera imagen que lo muestra, el {b}, este edificio está dañado, y ninguna imagen lo muestra intacto. Elija entonces «Dañado desde el principio» en lugar de adivinar una fecha.",
  },
} as const satisfies Record<string, Words>;

/** Puts dates (instants) into a text, written as each language writes a day of the year. */
export function withDates(words: Words, dates: Readonly<Record<string, string | undefined>>): Words {
  const written = LANGUAGES.map((language) => {
    const days = new Intl.DateTimeFormat(LOCALES[language], {
      day: "numeric",
      month: "long",
      timeZone: "UTC",
    });
    const text = words[language].replaceAll(/\{(\w)\}/g, (hole, name: string) => {
      const date = dates[name];
      return date === undefined ? hole : days.format(new Date(date));
    });
    return [language, text] as const;
  });
  return { ...words, ...Object.fromEntries(written) };
}
