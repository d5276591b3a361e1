import { randomInt } from "node:crypto";

const MANNERS =
  "amber azure brave bright calm careful clear coral curious dawn early eager fair gentle golden green honest keen kind light lively loyal lucid merry mild noble olive patient plain quick quiet rosy sandy silver smooth steady still stone sunny swift tidy true vivid warm watchful wise".split(
    " ",
  );
const BIRDS =
  "avocet bulbul bunting crane curlew dipper dove dunlin egret falcon finch grebe gull harrier heron hoopoe ibis jay kestrel kite lapwing lark linnet martin merlin osprey owl partridge pelican petrel pipit plover quail robin roller sandpiper shrike snipe sparrow starling stork swallow swift teal tern thrush wagtail warbler wheatear wren".split(
    " ",
  );

/** A name that says nothing of its bearer, such as `quiet-heron-4821`: one of 22 million. */
export function makePseudonym(): string {
  const manner = MANNERS[randomInt(MANNERS.length)] ?? "quiet";
  const bird = BIRDS[randomInt(BIRDS.length)] ?? "heron";
  return `${manner}-${bird}-${String(randomInt(10_000)).padStart(4, "0")}`;
}
