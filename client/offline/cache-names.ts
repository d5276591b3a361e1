/** Names of the caches that the page and its service worker share. The shell's carries the build's hash after it. */
export const SHELL = "aftermap-shell-";
/** Pictures that were looked at or may be next: bounded, the longest unused go first. */
export const PASSING_TILES = "aftermap-tiles-1";
/** Pictures of work taken along: kept until that work is done. */
export const ALONG_TILES = "aftermap-along-1";
