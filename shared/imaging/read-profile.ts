const headerBytes = 128;
const tagBytes = 12;
/** The colorants of sRGB in a profile: XYZ as adapted to D50 (IEC 61966-2-1, as every sRGB profile prints them). */
const srgbColorants = {
  rXYZ: [0.4361, 0.2225, 0.0139],
  gXYZ: [0.3851, 0.7169, 0.0971],
  bXYZ: [0.1431, 0.0606, 0.7139],
} as const;
/** Small profiles round their colorants; Display P3 and Adobe RGB are 0.05 and more away. */
const colorantTolerance = 0.005;
const fixedOne = 65_536;

/** What a colour profile is: its own name, and whether its primaries are those of sRGB. */
export type ProfileFacts = { readonly name: string; readonly isSrgb: boolean };

/** Reads an ICC profile; one that names no primaries counts as sRGB where its name says so. */
export function readProfile(icc: Uint8Array): ProfileFacts {
  const view = new DataView(icc.buffer, icc.byteOffset, icc.byteLength);
  const tags = readTags(view);
  const name = readName(view, tags.get('desc')) ?? 'without a name';
  const colorants = Object.entries(srgbColorants).map(([tag, wanted]) => ({
    wanted,
    found: readXyz(view, tags.get(tag)),
  }));
  const isNamed = colorants.every(({ found }) => found === undefined) && /srgb/i.test(name);
  const isEqual = colorants.every(
    ({ wanted, found }) =>
      found !== undefined && wanted.every((value, at) => Math.abs(value - (found[at] ?? 0)) <= colorantTolerance),
  );
  return { name, isSrgb: isNamed || isEqual };
}

/** Where each tag begins, by its signature; those that reach over the end are left out. */
function readTags(view: DataView): Map<string, number> {
  const tags = new Map<string, number>();
  if (view.byteLength < headerBytes + 4) return tags;
  const count = Math.min(view.getUint32(headerBytes), Math.floor((view.byteLength - headerBytes - 4) / tagBytes));
  for (let at = headerBytes + 4; at < headerBytes + 4 + count * tagBytes; at += tagBytes) {
    const [start, size] = [view.getUint32(at + 4), view.getUint32(at + 8)];
    if (start + size <= view.byteLength) tags.set(textAt(view, at, 4), start);
  }
  return tags;
}

/** Version 2 has ASCII behind a length, version 4 a list of UTF-16 texts of which the first will do. */
function readName(view: DataView, start: number | undefined): string | undefined {
  if (start === undefined || start + 28 > view.byteLength) return undefined;
  if (textAt(view, start, 4) === 'desc') return textAt(view, start + 12, view.getUint32(start + 8));
  const [length, offset] = [view.getUint32(start + 20), start + view.getUint32(start + 24)];
  return textAt(view, offset, length);
}

function readXyz(view: DataView, start: number | undefined): number[] | undefined {
  if (start === undefined || start + 20 > view.byteLength) return undefined;
  return [8, 12, 16].map((at) => view.getInt32(start + at) / fixedOne);
}

/** Printable Latin letters of a stretch of bytes; the zeros of UTF-16 and of terminated texts fall away. */
function textAt(view: DataView, start: number, length: number): string {
  const end = Math.min(view.byteLength, start + length);
  let text = '';
  for (let at = start; at < end; at++) {
    const code = view.getUint8(at);
    if (code >= 32 && code < 127) text += String.fromCharCode(code);
  }
  return text;
}
