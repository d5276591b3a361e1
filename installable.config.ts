/**
 * What makes the client installable, made at build time: icons drawn from the mark, a manifest per language, the
 * service worker with the list of files that tagging needs, and everything compressed as far as it goes.
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { brotliCompressSync, constants } from "node:zlib";
import sharp from "sharp";
import { build, type Plugin, type Rolldown } from "vite";

const MARK = "client/ui/mark.svg";
const WORKER = "client/offline/service-worker.ts";
const DARK = "#0c0f11";

/** What the app is called where there is room for more than its name. */
const NAMES = {
  en: [
    "Aftermap: date the damage",
    "Look at dated satellite images and say how badly buildings are damaged, and when.",
  ],
  ar: ["أفترماب: أرِّخ الدمار", "انظر إلى صور أقمار صناعية مؤرخة وحدِّد مدى تضرر المباني ومتى حدث ذلك."],
  fr: [
    "Aftermap : dater les dégâts",
    "Regardez des images satellite datées et dites à quel point les bâtiments sont touchés, et depuis quand.",
  ],
  es: [
    "Aftermap: fechar los daños",
    "Mire imágenes de satélite fechadas y diga cuánto daño tienen los edificios y desde cuándo.",
  ],
} as const;

/** Screens of volunteers: what they need is kept for opening without a network. Staff's pages are not. */
const SHELL_SCREENS = /\/client\/(?:main|start|campaigns|learn|me|tagging|offline|map|ui)\b/;
const SHELL_FONT = /inter-latin-wght/;
const WORTH_COMPRESSING = /\.(?:js|css|svg)$/;

export function installable(): Plugin {
  return {
    name: "aftermap-installable",
    apply: "build",
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        const put = (fileName: string, source: string | Uint8Array) =>
          this.emitFile({ type: "asset", fileName, source });
        for (const [fileName, picture] of await drawIcons()) put(fileName, picture);
        for (const [language, [name, description]] of Object.entries(NAMES))
          put(`manifest-${language}.webmanifest`, writeManifest(language, name, description));
        put("service-worker.js", await bundleWorker(shellFiles(bundle)));
        for (const [fileName, content] of sourcesOf(bundle))
          if (WORTH_COMPRESSING.test(fileName) && content.length > 1_024)
            put(`${fileName}.br`, compress(content));
      },
    },
  };
}

async function drawIcons(): Promise<[fileName: string, picture: Buffer][]> {
  const mark = await readFile(MARK, "utf8");
  // Launchers cut their own shape: the ground goes to the edges, the mark stays in the middle four fifths.
  const [, lines = ""] = /<rect[^>]*\/>([\s\S]*)<\/svg>/.exec(mark) ?? [];
  const maskable = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="${DARK}"/><g transform="translate(3.2 3.2) scale(0.8)">${lines}</g></svg>`;
  const draw = (svg: string, size: number) =>
    sharp(Buffer.from(svg), { density: 72 * (size / 32) })
      .resize(size, size)
      .png({ palette: true })
      .toBuffer();
  return [
    ["icons/icon-192.png", await draw(mark, 192)],
    ["icons/icon-512.png", await draw(mark, 512)],
    ["icons/maskable-512.png", await draw(maskable, 512)],
    ["icons/apple-180.png", await draw(maskable, 180)],
  ];
}

function writeManifest(language: string, name: string, description: string): string {
  return JSON.stringify({
    id: "/",
    name,
    short_name: "Aftermap",
    description,
    lang: language,
    dir: language === "ar" ? "rtl" : "ltr",
    start_url: "/",
    scope: "/",
    display: "standalone",
    background_color: DARK,
    theme_color: DARK,
    categories: ["education", "social"],
    icons: [
      { src: "/icons/icon-192.png", sizes: "192x192", type: "image/png" },
      { src: "/icons/icon-512.png", sizes: "512x512", type: "image/png" },
      { src: "/icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
  });
}

/** The files that volunteers' screens are made of, but for words and fonts of other languages. */
function shellFiles(bundle: Rolldown.OutputBundle): string[] {
  const chunks = Object.values(bundle).filter((output) => output.type === "chunk");
  const wanted = new Set<string>();
  function add(fileName: string): void {
    const chunk = chunks.find((one) => one.fileName === fileName);
    if (chunk === undefined || wanted.has(fileName)) return;
    wanted.add(fileName);
    for (const file of chunk.imports) add(file);
    for (const css of chunk.viteMetadata?.importedCss ?? []) wanted.add(css);
  }
  for (const { fileName, facadeModuleId, isEntry } of chunks)
    if (isEntry || SHELL_SCREENS.test(facadeModuleId ?? "")) add(fileName);
  const fonts = Object.keys(bundle).filter((fileName) => SHELL_FONT.test(fileName));
  return [...wanted, ...fonts].toSorted();
}

/** The worker is a file of its own, without imports: browsers compare it byte by byte to find a new version. */
async function bundleWorker(files: readonly string[]): Promise<string> {
  const hash = createHash("sha256").update(files.join()).digest("hex").slice(0, 12);
  const output = await build({
    configFile: false,
    logLevel: "warn",
    define: { __BUILD__: JSON.stringify(hash), __SHELL_FILES__: JSON.stringify(files) },
    build: { write: false, target: "es2022", rolldownOptions: { input: WORKER, output: { format: "iife" } } },
  });
  const [first] = Array.isArray(output) ? output : [output];
  const chunk = first !== undefined && "output" in first ? first.output[0] : undefined;
  if (chunk === undefined) throw new Error("the service worker was not bundled");
  return chunk.code;
}

function* sourcesOf(bundle: Rolldown.OutputBundle): Generator<[fileName: string, content: Buffer]> {
  for (const output of Object.values(bundle)) {
    const content = output.type === "chunk" ? output.code : output.source;
    yield [output.fileName, Buffer.from(content)];
  }
}

function compress(content: Buffer): Buffer {
  return brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
}
