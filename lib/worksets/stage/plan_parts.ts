/** A source of bytes; `copies`: S3 copies from it by itself. */
export type Stretch = { readonly bytes: number; readonly copies: boolean };

/** Bytes of one source, `to` not included. */
export type Piece = { readonly source: number; readonly from: number; readonly to: number };

export type Part =
  /** S3 copies it; `isWhole`: without a range, which small objects do not take. */
  | { readonly is: "copy"; readonly piece: Piece; readonly isWhole: boolean }
  /** It goes through this host. */
  | { readonly is: "bytes"; readonly pieces: readonly Piece[] };

export type PartLimits = {
  /** A part other than the last has so many bytes at least; an object has to have more for a range of it to be copied. */
  readonly least: number;
  /** Parts in all. */
  readonly count: number;
  /** Bytes of a part that S3 copies, and of one through this host; more where the count would not suffice. */
  readonly copied: number;
  readonly carried: number;
};

const mebibyte = 1 << 20;

export const usualLimits: PartLimits = {
  least: 5 * mebibyte,
  count: 10_000,
  copied: 256 * mebibyte,
  carried: 16 * mebibyte,
};

/**
 * The parts of a multipart upload that joins sources end to end. S3 copies all it can; what is too small for a part of its own goes
 * through this host, with as much of what follows as a part needs.
 */
export function planParts(sources: readonly Stretch[], limits: PartLimits = usualLimits): readonly Part[] {
  const total = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  // Each source may end with a part of its own that is smaller.
  const needed = Math.ceil(total / Math.max(1, limits.count - 2 * sources.length));
  const [copied, carried] = [Math.max(limits.copied, needed), Math.max(limits.carried, needed)];
  const parts: Part[] = [];
  const place = { source: 0, from: 0 };
  const skipEmpty = () => {
    while (place.source < sources.length && place.from >= sources[place.source].bytes) {
      Object.assign(place, { source: place.source + 1, from: 0 });
    }
    return place.source < sources.length;
  };
  const take = (most: number): Piece => {
    const to = Math.min(sources[place.source].bytes, place.from + most);
    const piece = { ...place, to };
    place.from = to;
    return piece;
  };
  while (skipEmpty()) {
    const { bytes, copies } = sources[place.source];
    const rest = bytes - place.from;
    const isLast = sources.slice(place.source + 1).every((each) => each.bytes === 0);
    const canCopy = copies && (place.from === 0 || bytes > limits.least) && (rest >= limits.least || isLast);
    if (canCopy) {
      const pieces = Math.ceil(rest / copied);
      for (let left = pieces; left > 0; left--) {
        const piece = take(Math.ceil((bytes - place.from) / left));
        parts.push({ is: "copy", piece, isWhole: piece.from === 0 && piece.to === bytes });
      }
      continue;
    }
    const pieces: Piece[] = [];
    let have = 0;
    while (have < limits.least && skipEmpty()) {
      const piece = take((sources[place.source].copies ? limits.least : carried) - have);
      pieces.push(piece);
      have += piece.to - piece.from;
    }
    parts.push({ is: "bytes", pieces });
  }
  return parts;
}
