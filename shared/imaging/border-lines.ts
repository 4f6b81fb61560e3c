/**
 * A line beside a border: its mean red, green and blue (sRGB levels), and its mean detail at each of `detailSizesPx`
 * (levels). A stretch of a border is its lines in order across it.
 */
export type BorderLine = { readonly colour: readonly [number, number, number]; readonly detail: readonly number[] };
export type BorderStretch = readonly BorderLine[];

/** Detail is what a pixel differs from its two neighbours along the line at each of these distances: grain, and texture. */
export const detailSizesPx = [1, 4] as const;
/** The rings beside a border lie from `besidePx` to `reachPx` from it; detail is compared from `clearPx` on. */
const [clearPx, besidePx] = [1, 4];
/** Detail is compared nearer by, so that an edge of the scene beside the border is none of it. */
const detailReachPx = 7;
/** How many lines on each side of a border are compared. */
export const reachPx = 12;
const besideOffsets = Array.from({ length: 2 * reachPx - 1 }, (_, index) => index + 1 - reachPx).filter(
  (offset) => Math.abs(offset) >= besidePx,
);
/**
 * Nobody sees a step of one level, or a third of a level of detail: quiet pictures are not measured against nothing, and
 * the steps between the levels of an 8-bit picture of a soft gradient are no seam.
 */
const [unseenStep, unseenDetail] = [3, 1];

/**
 * How much steeper the picture is across a border, between the lines `at - 1` and `at`, than in the rings beside it: the
 * mean difference of neighbouring lines there, as a multiple of that 4 to 12 px away, both with three levels more. About
 * 1 where nothing is to be seen.
 */
export function stepRatio(stretches: readonly BorderStretch[], at: number): number {
  const beside = mean(besideOffsets.flatMap((offset) => stepsAt(stretches, at + offset)));
  return (mean(stepsAt(stretches, at)) + unseenStep) / (beside + unseenStep);
}

/**
 * The same of a border that is one pixel wide, between what was kept byte for byte and what was painted: also as a
 * multiple of the steps one pixel to either side, because edges of a scene that happen to lie there are wider.
 */
export function sharpStepRatio(stretches: readonly BorderStretch[], at: number): number {
  const next = Math.max(mean(stepsAt(stretches, at - 1)), mean(stepsAt(stretches, at + 1)));
  return Math.min(stepRatio(stretches, at), (mean(stepsAt(stretches, at)) + unseenStep) / (next + unseenStep));
}

/**
 * How much more fine detail there is on one side of a border than on the other, at least 1: the median over the
 * stretches, so that what crosses the border here and there does not count.
 */
export function detailRatio(stretches: readonly BorderStretch[], at: number): number {
  const ratiosOf = (size: number) =>
    stretches.map((lines) => {
      const within = mean(lines.slice(at - detailReachPx, at - clearPx).map(({ detail }) => detail[size] ?? 0));
      const beyond = mean(lines.slice(at + clearPx, at + detailReachPx).map(({ detail }) => detail[size] ?? 0));
      return (beyond + unseenDetail) / (within + unseenDetail);
    });
  const medians = detailSizesPx.map((_, size) => {
    const ratios = ratiosOf(size).toSorted((a, b) => a - b);
    return ratios[Math.floor(ratios.length / 2)] ?? 1;
  });
  return Math.max(...medians.flatMap((median) => [median, 1 / median]));
}

/** The step from the line before to the line at a place, in each stretch that has both. */
const stepsAt = (stretches: readonly BorderStretch[], at: number): number[] =>
  stretches.flatMap((lines) => stepBetween(lines[at - 1], lines[at]) ?? []);

/** The distance between the mean colours of two lines, levels a channel. */
function stepBetween(before: BorderLine | undefined, after: BorderLine | undefined): number | undefined {
  if (before === undefined || after === undefined) return undefined;
  const squares = after.colour.map((level, channel) => (level - (before.colour[channel] ?? 0)) ** 2);
  return Math.sqrt(mean(squares));
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
