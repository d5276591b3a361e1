import type { SampleArray } from "./samples.ts";

/** Swaps the bytes of each sample in place: big-endian files on the little-endian machines we run on. */
export function swapBytes(bytes: Uint8Array, sampleBytes: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (sampleBytes === 2) buffer.swap16();
  else if (sampleBytes === 4) buffer.swap32();
  else if (sampleBytes === 8) buffer.swap64();
}

/**
 * Undoes predictor 2 in place: each sample was stored as its difference to the same band of the pixel before.
 * Typed arrays wrap around as the encoder did. `bands` is 1 for a plane of a planar file.
 *
 * @see TIFF 6.0 §14
 */
export function undoDifferences(samples: SampleArray, width: number, bands: number): void {
  const rowLength = width * bands;
  for (let row = 0; row + rowLength <= samples.length; row += rowLength) {
    const end = row + rowLength;
    for (let at = row + bands; at < end; at += 1) samples[at] = samples[at]! + samples[at - bands]!;
  }
}

/**
 * Undoes predictor 3 in place: bytes of floating-point samples sorted by significance in each row, then stored as
 * differences. Leaves little-endian samples.
 *
 * @see Adobe Photoshop TIFF Technical Note 3
 */
export function undoFloatPredictor(
  bytes: Uint8Array,
  width: number,
  bands: number,
  sampleBytes: number,
): void {
  const samples = width * bands;
  const rowLength = samples * sampleBytes;
  const row = new Uint8Array(rowLength);
  for (let start = 0; start + rowLength <= bytes.length; start += rowLength) {
    for (let at = start + bands; at < start + rowLength; at += 1) bytes[at] = bytes[at]! + bytes[at - bands]!;
    row.set(bytes.subarray(start, start + rowLength));
    for (let sample = 0; sample < samples; sample += 1) {
      for (let byte = 0; byte < sampleBytes; byte += 1) {
        bytes[start + sample * sampleBytes + byte] = row[(sampleBytes - 1 - byte) * samples + sample]!;
      }
    }
  }
}
