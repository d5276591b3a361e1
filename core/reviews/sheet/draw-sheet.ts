import { createRequire } from "node:module";
// Its types know the default export alone.
// oxlint-disable-next-line import/no-named-as-default
import PDFDocument from "pdfkit";
import { textIn } from "../../../shared/text.ts";
import { ringsOf } from "./outline.ts";
import type { BuildingDetail } from "../../../shared/reviews.ts";
import type { CampaignRow, CampaignScene } from "../../campaigns/campaigns.sql.ts";
import type { Chip } from "../../imagery/chip.ts";

/** A scene with its picture of the building; null where the pixels are not kept here. */
export type Picture = { scene: CampaignScene; chip: Chip | null };

export type Sheet = {
  campaign: { title: string; scale: CampaignRow["scale"]; asks: CampaignRow["asks"] };
  building: BuildingDetail;
  scenes: readonly CampaignScene[];
  pair: readonly Picture[];
  strip: readonly Picture[];
  link: string;
  changedAt: string;
};

type Pdf = InstanceType<typeof PDFDocument>;

/** A4, points of 1/72 inch. */
const [WIDTH, HEIGHT, MARGIN] = [595.28, 841.89, 42];
const INNER = WIDTH - 2 * MARGIN;
const [INK, QUIET, LINE, ACCENT] = ["#111418", "#565e68", "#c9ced5", "#c2410c"];

/** Latin, Cyrillic, Greek and Arabic in one file, joined as they are written. Other scripts show as empty boxes. */
const FONTS = {
  plain: createRequire(import.meta.url).resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
  bold: createRequire(import.meta.url).resolve("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"),
};

/** Draws the sheet. Everything comes from `sheet`, so the same one gives the same bytes. */
export async function drawSheet(sheet: Sheet): Promise<Buffer> {
  const { building, campaign } = sheet;
  const name = building.properties.externalId ?? building.id.slice(0, 8);
  const date = new Date(sheet.changedAt);
  const pdf = new PDFDocument({
    size: "A4",
    margin: MARGIN,
    lang: "en",
    displayTitle: true,
    info: {
      Title: `${name}, ${campaign.title}`,
      Producer: "Aftermap",
      Creator: "Aftermap",
      CreationDate: date,
      ModDate: date,
    },
  });
  const chunks: Buffer[] = [];
  pdf.on("data", (chunk: Buffer) => chunks.push(chunk));
  const end = new Promise<void>((resolve, reject) => {
    pdf.on("end", resolve);
    pdf.on("error", reject);
  });
  pdf.registerFont("plain", FONTS.plain).registerFont("bold", FONTS.bold);
  drawHead(pdf, sheet, name);
  drawPair(pdf, sheet);
  drawStrip(pdf, sheet);
  const top = pdf.y;
  const left = drawClasses(pdf, sheet, top);
  const right = drawIntervals(pdf, sheet, top);
  pdf.y = Math.max(left, right) + 10;
  drawDecisions(pdf, sheet);
  drawSources(pdf, sheet);
  pdf.end();
  await end;
  return Buffer.concat(chunks);
}

function drawHead(pdf: Pdf, { campaign, building, scenes, link }: Sheet, name: string): void {
  const { properties } = building;
  pdf.font("bold").fontSize(17).fillColor(INK).text(name, MARGIN, MARGIN, { width: INNER });
  pdf.font("plain").fontSize(9).fillColor(QUIET).text(campaign.title);
  pdf.fillColor(ACCENT).text(link, { link });
  pdf.moveDown(0.5).fillColor(INK).fontSize(10.5);
  const { final, window } = properties;
  const day = (id: string | null | undefined) => dayOf(scenes.find((scene) => scene.id === id)?.acquiredAt);
  if (final !== undefined) {
    const words = [
      labelOf(campaign, final.class),
      windowWords(day(final.lastIntact), day(final.firstDamaged)),
    ];
    pdf.font("bold").text(`Decided by an analyst: ${words.filter(Boolean).join(", ")}`);
  }
  const crowd = [
    campaign.asks.class && properties.votes > 0
      ? `${labelOf(campaign, properties.class) ?? "no class"} (${percent(properties.probability)})`
      : null,
    campaign.asks.window && window !== null && properties.votes > 0
      ? `${windowWords(dayOf(window.from), dayOf(window.to))} (${percent(window.probability)})`
      : null,
  ].filter((part) => part !== null);
  pdf.font(final === undefined ? "bold" : "plain");
  pdf.text(
    properties.votes === 0
      ? "Nobody has answered on this building yet."
      : `${properties.votes} volunteers: ${crowd.join("; ")}. Status: ${properties.status}.`,
  );
  const marks = properties.marks ?? [];
  if (marks.length > 0)
    pdf
      .font("plain")
      .text(
        `Also: ${marks.map(({ kind, scene }) => kind.replace("-", " ") + (scene === null ? "" : ` (${day(scene)})`)).join(", ")}.`,
      );
  pdf.moveDown(0.6);
}

function drawPair(pdf: Pdf, sheet: Sheet): void {
  const gap = 8;
  const side = (INNER - gap) / 2;
  const top = pdf.y;
  sheet.pair.forEach((picture, at) => {
    const x = MARGIN + at * (side + gap);
    drawPicture(pdf, sheet, picture, { x, y: top, side });
    const { scene } = picture;
    const source =
      [scene.sensor, scene.attribution].filter((part) => part !== null).join(", ") || "Source not stated";
    pdf
      .font("bold")
      .fontSize(9)
      .fillColor(INK)
      .text(momentOf(scene), x, top + side + 4, { width: side });
    pdf
      .font("plain")
      .fontSize(7.5)
      .fillColor(QUIET)
      .text(source, { width: side, height: 20, ellipsis: true });
  });
  pdf.x = MARGIN;
  pdf.y = top + side + 38;
}

function drawStrip(pdf: Pdf, sheet: Sheet): void {
  const gap = 5;
  const side = (INNER - 5 * gap) / 6;
  const top = pdf.y;
  sheet.strip.forEach((picture, at) => {
    const x = MARGIN + at * (side + gap);
    drawPicture(pdf, sheet, picture, { x, y: top, side });
    pdf.font("plain").fontSize(7).fillColor(QUIET);
    pdf.text(dayOf(picture.scene.acquiredAt) ?? "", x, top + side + 2, { width: side, lineBreak: false });
  });
  pdf.x = MARGIN;
  pdf.y = top + (sheet.strip.length === 0 ? 0 : side + 18);
}

function drawPicture(
  pdf: Pdf,
  { building }: Sheet,
  { chip }: Picture,
  { x, y, side }: { x: number; y: number; side: number },
): void {
  if (chip === null) {
    pdf.rect(x, y, side, side).fillAndStroke("#eef0f3", LINE);
    pdf
      .font("plain")
      .fontSize(8)
      .fillColor(QUIET)
      .text("This image is not kept here.", x, y + side / 2 - 5, { width: side, align: "center" });
    return;
  }
  pdf.save().rect(x, y, side, side).clip();
  pdf.image(chip.jpeg, x, y, { width: side, height: side });
  for (const ring of ringsOf(building.geometry)) {
    ring.forEach(([lon, lat], at) => {
      const [dx, dy] = chip.locate(lon, lat);
      if (at === 0) pdf.moveTo(x + dx * side, y + dy * side);
      else pdf.lineTo(x + dx * side, y + dy * side);
    });
    // Dark under light: an outline that can be seen on roofs and on shadow.
    pdf.closePath().lineWidth(2.2).strokeOpacity(0.7).stroke("#000000");
    ring.forEach(([lon, lat], at) => {
      const [dx, dy] = chip.locate(lon, lat);
      if (at === 0) pdf.moveTo(x + dx * side, y + dy * side);
      else pdf.lineTo(x + dx * side, y + dy * side);
    });
    pdf.closePath().lineWidth(1).strokeOpacity(1).stroke("#ffffff");
  }
  pdf.restore();
}

/** @returns where the next thing may begin, points from the top */
function drawClasses(pdf: Pdf, { campaign, building }: Sheet, top: number): number {
  if (!campaign.asks.class) return top;
  const rows = campaign.scale.classes.map(({ code }) => ({
    name: labelOf(campaign, code) ?? code,
    share: building.properties.probabilities[code] ?? 0,
  }));
  return drawBars(pdf, "Class: probabilities", rows, { x: MARGIN, y: top });
}

function drawIntervals(pdf: Pdf, { campaign, building }: Sheet, top: number): number {
  if (!campaign.asks.window) return top;
  // All are named in the online page; here the ones that carry anything, in time order.
  const all = building.properties.intervals.map(({ from, to, p }) => ({
    name: windowWords(dayOf(from), dayOf(to)),
    share: p,
  }));
  const least = all.map(({ share }) => share).toSorted((a, b) => b - a)[7] ?? 0;
  const rows = all.filter(({ share }) => share >= Math.max(least, 0.001)).slice(0, 8);
  return drawBars(pdf, "When: probability per interval", rows, { x: MARGIN + INNER / 2 + 8, y: top });
}

function drawBars(
  pdf: Pdf,
  title: string,
  rows: readonly { name: string; share: number }[],
  { x, y }: { x: number; y: number },
): number {
  const width = INNER / 2 - 8;
  pdf.font("bold").fontSize(9).fillColor(INK).text(title, x, y, { width });
  rows.forEach(({ name, share }, at) => {
    const line = y + 16 + at * 17;
    pdf.font("plain").fontSize(7.5).fillColor(INK);
    pdf.text(name, x, line, { width: width - 40, height: 9, ellipsis: true });
    pdf.text(percent(share), x + width - 40, line, { width: 40, align: "right" });
    pdf.rect(x, line + 10.5, width, 2.5).fill("#e7eaee");
    pdf.rect(x, line + 10.5, Math.max(0.5, width * share), 2.5).fill(INK);
  });
  return y + 16 + rows.length * 17;
}

function drawDecisions(pdf: Pdf, { building }: Sheet): void {
  if (building.review === null) return;
  const { reviewer, at, reason } = building.review;
  pdf.font("bold").fontSize(9).fillColor(INK).text("Decision", MARGIN, pdf.y, { width: INNER });
  pdf.font("plain").fontSize(8.5).text(reason, { width: INNER, height: 40, ellipsis: true });
  pdf.fillColor(QUIET).text(`${reviewer}, ${at.slice(0, 16).replace("T", " ")} UTC`);
  pdf.moveDown(0.5);
}

function drawSources(pdf: Pdf, { building, pair, changedAt }: Sheet): void {
  const { method } = building.properties;
  const scenes = pair.map(
    ({ scene }) => `${momentOf(scene)}: scene ${scene.id}, date from ${scene.acquiredFrom}`,
  );
  const lines = [
    ...scenes,
    `Building ${building.id}. Computed by ${method.name} ${method.version}; state of ${changedAt.slice(0, 19).replace("T", " ")} UTC.`,
    "Dates are UTC. Probabilities are calibrated. North is up; the outline is the footprint as imported.",
  ];
  pdf.font("plain").fontSize(6.5).fillColor(QUIET);
  const height = pdf.heightOfString(lines.join("\n"), { width: INNER });
  pdf.text(lines.join("\n"), MARGIN, HEIGHT - MARGIN - height - 2, { width: INNER });
}

function labelOf({ scale }: Sheet["campaign"], code: string | null): string | null {
  const found = scale.classes.find((one) => one.code === code);
  return found === undefined ? code : textIn(found.label, "en");
}

const percent = (share: number): string =>
  share > 0.995
    ? "> 99\u00a0%"
    : share > 0 && share < 0.005
      ? "< 1\u00a0%"
      : `${Math.round(share * 100)}\u00a0%`;

const dayOf = (instant: string | null | undefined): string | null => instant?.slice(0, 10) ?? null;

/** A scene's moment, no more exactly than it is known. */
function momentOf({ acquiredAt, acquiredPrecision }: CampaignScene): string {
  return acquiredPrecision === "day"
    ? acquiredAt.slice(0, 10)
    : `${acquiredAt.slice(0, 16).replace("T", " ")} UTC`;
}

function windowWords(from: string | null, to: string | null): string {
  if (from !== null && to !== null) return `damaged between ${from} and ${to}`;
  if (to !== null) return `damaged before ${to}`;
  return from === null ? "" : `intact on ${from}`;
}
