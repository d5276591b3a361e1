/** ZIP files, sound ones and others. */
import { deflateRawSync } from "node:zlib";

type Entry = { name: string; data: Buffer; says?: number; mode?: number };

/** A ZIP as an attacker would make it: names, kinds and the sizes that it claims may be anything. */
export function zipOf(entries: readonly Entry[], sharesBytes = false): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, says = data.length, mode = 0o100_644 } of entries) {
    const packed = deflateRawSync(data, { level: 9 });
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x0403_4b50, 0);
    local.writeUInt16LE(8, 8);
    local.writeUInt16LE(Buffer.byteLength(name), 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x0201_4b50, 0);
    central.writeUInt16LE(8, 10);
    central.writeUInt32LE(packed.length, 20);
    central.writeUInt32LE(says, 24);
    central.writeUInt16LE(Buffer.byteLength(name), 28);
    central.writeUInt32LE(mode * 65_536, 38);
    central.writeUInt32LE(sharesBytes ? 0 : offset, 42);
    directory.push(central, Buffer.from(name));
    const piece = Buffer.concat([local, Buffer.from(name), packed]);
    parts.push(piece);
    offset += piece.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listing, end]);
}
