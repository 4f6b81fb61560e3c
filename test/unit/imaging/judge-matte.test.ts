import { describe, expect, it } from 'vitest';
import type { MatteMeasures } from '../../../shared/contracts/matte-quality.ts';
import { judgeMatte } from '../../../shared/imaging/judge-matte.ts';

const clean: MatteMeasures = {
  ...{
    longSidePx: 900,
    blurShare: 0.001,
    bandPx: 1.4,
    insideDoubt: 0,
    outsideDoubt: 0,
    looksDiffer: 0,
    matteDiffers: 0,
    openedShare: 0,
  },
  ...{ likeBackdrop: 0, enclosedLikeBackdrop: 0, faintOutline: 0, backdropUnrest: 0.5, parts: 1, partsDiffer: 0 },
};
const nowhere = { top: false, right: false, bottom: false, left: false };
const judge = (changes: Partial<MatteMeasures>, touches: Partial<typeof nowhere> = {}) =>
  judgeMatte({
    touchesEdge: { ...nowhere, ...touches },
    matteSource: 'segmented',
    measures: { ...clean, ...changes },
  });

describe('judgeMatte', () => {
  it('lets a clean matte go on', () => {
    expect(judge({})).toEqual({ verdict: 'good', reasons: [], measures: clean });
  });

  it.each([
    ['PRODUCT_TOO_SMALL', { longSidePx: 60 }],
    ['PHOTO_BLURRED', { blurShare: 0.015 }],
    ['PRODUCT_NOT_CLEAR', { bandPx: 8 }],
    ['PRODUCT_NOT_CLEAR', { insideDoubt: 0.3 }],
    ['PRODUCT_NOT_CLEAR', { outsideDoubt: 0.4 }],
    ['LOOKS_DISAGREE', { looksDiffer: 0.8 }],
    ['LOOKS_DISAGREE', { matteDiffers: 0.3 }],
    ['SEE_THROUGH', { enclosedLikeBackdrop: 0.4 }],
    ['SEE_THROUGH', { openedShare: 0.7 }],
    ['BACKDROP_TOO_CLOSE', { faintOutline: 0.99 }],
    ['BACKDROP_NOT_PLAIN', { backdropUnrest: 25 }],
    ['SEVERAL_PRODUCTS', { parts: 2, partsDiffer: 40 }],
  ] as const)('doubts with %s where %o', (code, changes) => {
    const { verdict, reasons } = judge(changes);

    expect([verdict, ...reasons.map((reason) => reason.code)]).toEqual(['doubtful', code]);
  });

  it.each([
    ['PRODUCT_TOO_SMALL', { longSidePx: 20 }, {}],
    ['PHOTO_BLURRED', { blurShare: 0.05 }, {}],
    ['PRODUCT_NOT_CLEAR', { insideDoubt: 0.9 }, {}],
    ['PRODUCT_CUT_OFF', {}, { top: true, bottom: true }],
    ['PRODUCT_CUT_OFF', {}, { left: true, right: true, bottom: true }],
    ['PRODUCT_CUT_OFF', {}, { top: true, right: true, bottom: true, left: true }],
  ] as const)('gives up with %s where %o %o', (code, changes, touches) => {
    const { verdict, reasons } = judge(changes, touches);

    expect([verdict, reasons[0]?.code]).toEqual(['hopeless', code]);
  });

  it('doubts a product that leaves the frame at one side, naming it', () => {
    const { verdict, reasons } = judge({}, { left: true });

    expect([verdict, reasons[0]?.code]).toEqual(['doubtful', 'PRODUCT_LEAVES_FRAME']);
    expect(reasons[0]?.sentence).toContain('at the left');
  });

  it('never second-guesses a given matte, but for where it leaves the frame', () => {
    const given = (touches: Partial<typeof nowhere>) =>
      judgeMatte({ touchesEdge: { ...nowhere, ...touches }, matteSource: 'given', measures: null });

    expect(given({}).verdict).toBe('good');
    expect(given({ top: true, right: true, bottom: true, left: true }).verdict).toBe('good');
    expect(given({ top: true, bottom: true }).verdict).toBe('doubtful');
  });

  it('tells every reason in the house’s sentence', () => {
    const { reasons } = judge({ blurShare: 0.015, bandPx: 8, looksDiffer: 0.8, faintOutline: 0.99, partsDiffer: 40 });

    expect(reasons).toHaveLength(5);
    for (const { sentence } of reasons) expect(sentence).toMatch(/^Expected .+(got|but).+; .+\.$/);
  });
});
