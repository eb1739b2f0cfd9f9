import assert from "node:assert/strict";
import { type Piece, planParts, type Stretch, usualLimits } from "../../lib/worksets/stage/plan_parts.ts";
import { fc } from "../support/fast_check.ts";

/** What has to hold of every plan, whatever the sources. */
function assertPlan(sources: readonly Stretch[], limits = usualLimits): void {
  const parts = planParts(sources, limits);
  const pieces = parts.flatMap((part): readonly Piece[] => part.is === "copy" ? [part.piece] : part.pieces);
  const place = { source: 0, from: 0 };
  for (const { source, from, to } of pieces) {
    while (place.from >= sources[place.source].bytes) Object.assign(place, { source: place.source + 1, from: 0 });
    assert.deepEqual([source, from], [place.source, place.from], "end to end");
    assert.ok(to > from && to <= sources[source].bytes);
    place.from = to;
  }
  const total = sources.reduce((sum, { bytes }) => sum + bytes, 0);
  assert.equal(pieces.reduce((sum, { from, to }) => sum + to - from, 0), total, "all of it");
  assert.ok(parts.length <= limits.count, `${parts.length} parts`);
  for (const [index, part] of parts.entries()) {
    const own = part.is === "copy" ? [part.piece] : part.pieces;
    const bytes = own.reduce((sum, { from, to }) => sum + to - from, 0);
    if (index < parts.length - 1) assert.ok(bytes >= limits.least, `part ${index + 1} has ${bytes} bytes`);
    assert.ok(bytes <= 5 * 2 ** 30);
    if (part.is === "copy") {
      assert.ok(sources[part.piece.source].copies, "nobody but S3 copies");
      const isWhole = part.piece.from === 0 && part.piece.to === sources[part.piece.source].bytes;
      assert.equal(part.isWhole, isWhole);
      if (!isWhole) assert.ok(sources[part.piece.source].bytes > limits.least, "a range of a small object");
    } else assert.ok(bytes <= Math.max(limits.carried, total / limits.count * 2) + limits.least, "it is in memory");
  }
}

const small = { least: 5, count: 40, copied: 20, carried: 12 };

Deno.test("the parts of a joined object are its sources end to end, and S3 takes each of them", () => {
  const size = fc.oneof(fc.nat({ max: 12 }), fc.constantFrom(0, 1, 4, 5, 6, 10, 11), fc.nat({ max: 120 }));
  const source = fc.record({ bytes: size, copies: fc.boolean() });
  fc.assert(fc.property(fc.array(source, { maxLength: 8 }), (sources) => assertPlan(sources, small)), {
    numRuns: 2000,
  });
});

Deno.test("MW60: lanes of any real size, and the largest object that there can be", () => {
  const [mebibyte, gibibyte] = [2 ** 20, 2 ** 30];
  const lanes: readonly (readonly number[])[] = [
    [12 * gibibyte],
    [5 * gibibyte + 1, 7 * gibibyte, 3],
    [5 * mebibyte, 5 * mebibyte, 5 * mebibyte + 1, 5 * mebibyte - 1],
    [4 * mebibyte, 5 * 2 ** 40 - 4 * mebibyte],
    [1, 1, 1],
  ];
  for (const sizes of lanes) {
    for (const copies of [true, false]) assertPlan(sizes.map((bytes) => ({ bytes, copies })));
    assertPlan(sizes.map((bytes, index) => ({ bytes, copies: index % 2 === 0 })));
  }
  const whole = planParts([{ bytes: 12 * gibibyte, copies: true }]);
  assert.ok(whole.every((part) => part.is === "copy"), "nothing of it goes through this host");
});
