/** Who can put an error right, and whether trying again without a change helps. */
type ErrorRule = {
  readonly fixableBy: 'uploader' | 'brief author' | 'operator';
  readonly retry: boolean;
  readonly remedy: string;
};

/**
 * Every code that leaves the pipeline, with its remedy: the single source of the table in docs/operate.md.
 * Codes of slots (refused, held, failed) stand here too, because people read them in the same places.
 */
export const errorCatalogue = {
  KEY_NOT_UNDERSTOOD: {
    fixableBy: 'uploader',
    retry: false,
    remedy: 'Upload as <tenant>/<sku>/<view>.<ext>; sku and view have 1-80 characters, no / ~ #, no leading _ or dot.',
  },
  PHOTO_EMPTY: { fixableBy: 'uploader', retry: false, remedy: 'The file has no bytes: upload it again.' },
  PHOTO_NOT_AN_IMAGE: {
    fixableBy: 'uploader',
    retry: false,
    remedy: 'Export the photo as JPEG, PNG or WebP and upload that.',
  },
  PHOTO_FORMAT_NOT_SUPPORTED: {
    fixableBy: 'uploader',
    retry: false,
    remedy: 'Export the photo as JPEG, PNG, WebP, AVIF or TIFF and upload that.',
  },
  PHOTO_ANIMATED: { fixableBy: 'uploader', retry: false, remedy: 'Upload one still picture instead of an animation.' },
  PHOTO_DAMAGED: {
    fixableBy: 'uploader',
    retry: false,
    remedy: 'The file ends early or is damaged: export it again and upload that.',
  },
  PHOTO_TOO_LARGE: {
    fixableBy: 'uploader',
    retry: false,
    remedy: 'Scale the photo to at most 100 megapixels and 200 MB.',
  },
  PHOTO_TOO_TINY: {
    fixableBy: 'uploader',
    retry: false,
    remedy: 'Upload a photo of at least 64 pixels a side; 2000 serves every placement.',
  },
  PHOTO_GONE: {
    fixableBy: 'uploader',
    retry: false,
    remedy: 'The photo was deleted before it was finished: upload it again.',
  },
  NO_PRODUCT_FOUND: {
    fixableBy: 'uploader',
    retry: false,
    remedy: 'Photograph one product, whole in the frame, on a plain backdrop.',
  },
  MATTE_NOT_USABLE: {
    fixableBy: 'uploader',
    retry: false,
    remedy: 'Upload a matte of the photo’s upright size: white product on black.',
  },
  BRIEF_INVALID: {
    fixableBy: 'brief author',
    retry: false,
    remedy: 'Correct brief.json as the sentence says, then upload the photo again or ask with packshot render.',
  },
  PLACEMENT_UNKNOWN: {
    fixableBy: 'brief author',
    retry: false,
    remedy: 'List the ids with `npx packshot placements`.',
  },
  REQUEST_INVALID: {
    fixableBy: 'brief author',
    retry: false,
    remedy: 'Send RenderRequested as docs/data-path.md describes it.',
  },
  NOTHING_SELECTED: {
    fixableBy: 'brief author',
    retry: false,
    remedy: 'No uploaded photo matches: check tenant, skus, photos or prefix.',
  },
  ASSET_NOT_READY: {
    fixableBy: 'operator',
    retry: false,
    remedy: 'The photo was not masked within 10 minutes: see its state with `npx packshot status`, then ask again.',
  },
  LOOK_NEEDS_ENGINE: {
    fixableBy: 'operator',
    retry: false,
    remedy:
      'Deploy with an engine (setting `engine`), for in-context scenes with one that has weights, or ask for plain and set looks.',
  },
  PAIR_NOT_ALLOWED: {
    fixableBy: 'brief author',
    retry: false,
    remedy: 'The placement does not take this kind of background: choose another look for it.',
  },
  PHOTO_TOO_SMALL: {
    fixableBy: 'uploader',
    retry: false,
    remedy: 'Upload a larger photo; the sentence says how large.',
  },
  OWN_SCALE_NOT_POSSIBLE: {
    fixableBy: 'brief author',
    retry: false,
    remedy:
      'At "productScale": 1 the product is too large or too small for the placement: leave it out, or ask for another size.',
  },
  BACKDROP_ENDS: {
    fixableBy: 'uploader',
    retry: false,
    remedy:
      "An extend look goes on to twice the photo's sides at most, at no side at which the product leaves the photo, and without a diffusion engine before a plain backdrop only: photograph with more space around, or choose a set look.",
  },
  PRODUCT_CUT_OFF: {
    fixableBy: 'uploader',
    retry: false,
    remedy: 'The photo cuts the product off at opposite sides: photograph it whole.',
  },
  PRODUCT_LEAVES_FRAME: {
    fixableBy: 'uploader',
    retry: false,
    remedy:
      'For review: the product leaves the photo at a side; it is placed at that side of every picture, or photograph it whole.',
  },
  PRODUCT_TOO_SMALL: {
    fixableBy: 'uploader',
    retry: false,
    remedy: 'The product has too few pixels: go closer, or upload a larger photo.',
  },
  PHOTO_BLURRED: {
    fixableBy: 'uploader',
    retry: false,
    remedy: 'The product is out of focus or shaken: photograph it again.',
  },
  PRODUCT_NOT_CLEAR: {
    fixableBy: 'uploader',
    retry: false,
    remedy:
      'It is not clear where the product ends: use a plain backdrop, or put your own <view>.matte.png beside the photo.',
  },
  LOOKS_DISAGREE: {
    fixableBy: 'uploader',
    retry: false,
    remedy:
      'For review: two looks at the photo gave two products. Look at the matte; put your own beside the photo where it is wrong.',
  },
  SEE_THROUGH: {
    fixableBy: 'uploader',
    retry: false,
    remedy:
      'For review: glass or a hole may be filled with the old backdrop. Put your own matte beside the photo where it is wrong.',
  },
  BACKDROP_TOO_CLOSE: {
    fixableBy: 'uploader',
    retry: false,
    remedy: 'For review: product and backdrop have nearly the same colour. Look at the edge, or use another backdrop.',
  },
  BACKDROP_NOT_PLAIN: {
    fixableBy: 'uploader',
    retry: false,
    remedy: 'For review: what is around the product varies much. Look whether the matte shows the product.',
  },
  SEVERAL_PRODUCTS: {
    fixableBy: 'uploader',
    retry: false,
    remedy:
      'For review: the photo shows several different things, and all are kept. Photograph one, or give your own matte.',
  },
  CONTRAST_LOW: {
    fixableBy: 'brief author',
    retry: false,
    remedy: 'The background is nearly as light as the edge of the product: choose another colour or set for the look.',
  },
  BACKDROP_SHOWS_THROUGH: {
    fixableBy: 'brief author',
    retry: false,
    remedy:
      'Glass shows the backdrop of its photo: choose a plain look, or a set about as light as that; for a product that is solid, say "isSeeThrough": false under "photo" in the brief.',
  },
  SET_TOO_SMALL: {
    fixableBy: 'brief author',
    retry: false,
    remedy:
      'The studio set is too small for that frame, or has too few pixels for it: ask for a sweep or another set there.',
  },
  PLATE_TOO_SMALL: {
    fixableBy: 'brief author',
    retry: false,
    remedy:
      'A painted background would be enlarged too far: ask for a smaller size or fewer placements at a time, or a plain or set look.',
  },
  BYTES_UNREACHABLE: {
    fixableBy: 'brief author',
    retry: false,
    remedy: 'The byte limit cannot be met at the smallest size allowed: choose a smaller size or another format.',
  },
  INTERIOR_CHANGED: {
    fixableBy: 'operator',
    retry: false,
    remedy: 'The product’s own pixels changed: report it; the file is held.',
  },
  INTERIOR_SHARE_LOW: {
    fixableBy: 'uploader',
    retry: false,
    remedy: 'Too little of the product can be proven unchanged: give a sharper photo or your own matte.',
  },
  ENCODE_LOSS_HIGH: {
    fixableBy: 'brief author',
    retry: false,
    remedy: 'Encoding changes the product visibly within the byte limit: ask for PNG or a larger limit.',
  },
  CONFORMANCE_FAILED: {
    fixableBy: 'operator',
    retry: false,
    remedy: 'The written file does not have the size, format or bytes of its placement: report it; the file is held.',
  },
  PLATE_UNREADABLE: {
    fixableBy: 'operator',
    retry: false,
    remedy:
      'What the container wrote, or an underpaint, can’t be read as a picture. Another seed is tried by itself; where it lasts, read the container’s log.',
  },
  PLATE_REFUSED: {
    fixableBy: 'operator',
    retry: false,
    remedy:
      'In the log of finish-variants: a painted plate failed a gate; the line has its measures. Another seed is tried by itself, then the set takes its place; where it lasts, change the prompt.',
  },
  NO_PLATE_PASSED: {
    fixableBy: 'brief author',
    retry: false,
    remedy:
      'No seed painted usable surroundings for the photo. It is shown without them where that fills the picture, else the slot fails: change the look’s prompt or settings, ask for more candidates, or use another look.',
  },
  SET_IN_PLACE_OF_SCENE: {
    fixableBy: 'brief author',
    retry: false,
    remedy: 'No seed gave a usable scene, so the set itself is shown: change the prompt or accept it.',
  },
  SOFT: {
    fixableBy: 'uploader',
    retry: false,
    remedy: 'The product is enlarged and looks soft: upload a larger photo.',
  },
  COLOURS_CLIPPED: {
    fixableBy: 'uploader',
    retry: false,
    remedy:
      'The photo has colours that sRGB cannot show, so the nearest are shown: compare the picture with the product.',
  },
  PAINT_REFUSED: {
    fixableBy: 'brief author',
    retry: false,
    remedy: 'The engine refused the job; the sentence names the field.',
  },
  SEGMENT_REFUSED: {
    fixableBy: 'operator',
    retry: false,
    remedy: 'The container does not take the picture: deploy the endpoint and the functions with one segmenter.',
  },
  PAINT_FAILED: {
    fixableBy: 'operator',
    retry: false,
    remedy:
      'The container failed on every attempt: read its log. The plate stays failed: ask again with a higher `candidates`, which paints other seeds, or another prompt.',
  },
  PAINT_INTERRUPTED: {
    fixableBy: 'operator',
    retry: true,
    remedy: 'The container stopped or failed in the middle of a job; the job is tried again by itself.',
  },
  PAINT_TIMED_OUT: {
    fixableBy: 'operator',
    retry: true,
    remedy:
      'A plate was not painted while its answer was waited for; the job is tried again. Where it lasts: fewer steps, a faster GPU, or fewer jobs at a time.',
  },
  PROMPT_DENIED: {
    fixableBy: 'brief author',
    retry: false,
    remedy: 'The container does not paint such prompts; the sentence says what kind: change the prompt.',
  },
  PICTURE_DENIED: {
    fixableBy: 'brief author',
    retry: false,
    remedy: 'The deployment’s own check refused the painted background: change the prompt.',
  },
  OUT_OF_MEMORY: {
    fixableBy: 'operator',
    retry: true,
    remedy:
      'A pass did not fit into the GPU’s memory, nor in tiles; the job is tried again. Deploy a GPU with more memory.',
  },
  CONTAINER_BUSY: {
    fixableBy: 'operator',
    retry: true,
    remedy: 'All of the container’s places are taken; the job waits and is tried again by itself.',
  },
  CONTAINER_NOT_READY: {
    fixableBy: 'operator',
    retry: true,
    remedy: 'The container starts or stops; the job is tried again by itself. Read its log where that lasts.',
  },
  ATTEMPTS_EXHAUSTED: {
    fixableBy: 'operator',
    retry: false,
    remedy: 'The step failed 5 times: read the log of the step, then upload again or ask with packshot render.',
  },
  IMAGE_SIZE_MISMATCH: {
    fixableBy: 'operator',
    retry: false,
    remedy: 'Two pictures that belong together differ in size: report it.',
  },
  MODEL_NOT_USABLE: {
    fixableBy: 'operator',
    retry: true,
    remedy: 'Fetch the model again: delete .packshot/models and run npm start.',
  },
  ENVIRONMENT_INVALID: { fixableBy: 'operator', retry: true, remedy: 'Set the variable that the sentence names.' },
  PAYLOAD_MISSING: { fixableBy: 'operator', retry: true, remedy: 'A stored payload is gone: upload the photo again.' },
  DEPENDENCY_FAILED: {
    fixableBy: 'operator',
    retry: true,
    remedy: 'A service did not answer as expected; the queue tries again by itself.',
  },
  LOCAL_AWS_FAILED: {
    fixableBy: 'operator',
    retry: true,
    remedy:
      'The sentence holds the end of the log: correct what it names, then run npm start again, with --fresh to discard the state.',
  },
  DEPLOY_FAILED: {
    fixableBy: 'operator',
    retry: false,
    remedy: 'The sentence names the resource and the reason: correct the stack and deploy again.',
  },
  BUILD_FAILED: {
    fixableBy: 'operator',
    retry: false,
    remedy: 'The sentence names the function or package: correct it, then run npm run build again.',
  },
  SETTINGS_INVALID: {
    fixableBy: 'operator',
    retry: false,
    remedy: 'Correct the setting that the sentence names, in cdk.json or after -c.',
  },
  USAGE_INVALID: {
    fixableBy: 'operator',
    retry: false,
    remedy: 'See `npx packshot --help`, or `npx packshot <command> --help`.',
  },
  SET_UP_FAILED: {
    fixableBy: 'operator',
    retry: false,
    remedy: 'Install what the sentence names, or correct what it quotes, then run npm start again.',
  },
  ALREADY_RUNNING: {
    fixableBy: 'operator',
    retry: false,
    remedy: 'End the other npm start of this checkout with Ctrl-C, or use it: `npx packshot put`.',
  },
  NOT_RUNNING: {
    fixableBy: 'operator',
    retry: false,
    remedy: 'Run npm start in another terminal, or name a deployment on AWS with --stage.',
  },
  STACK_NOT_FOUND: {
    fixableBy: 'operator',
    retry: false,
    remedy: 'Check --stage, --region and --profile, or deploy: see Deploy to AWS in the README.',
  },
  CONTAINER_FAILED: {
    fixableBy: 'operator',
    retry: true,
    remedy: 'Read .packshot/logs/container.log, correct what it names, then run npm start again.',
  },
  RUN_STALLED: {
    fixableBy: 'operator',
    retry: true,
    remedy: 'Read .packshot/logs for the step that the sentence names, then run npm start again.',
  },
  FILE_NOT_READABLE: {
    fixableBy: 'uploader',
    retry: false,
    remedy: 'Make the file readable for yourself, at most 1 GB large, and run again.',
  },
  RECEIPT_INVALID: {
    fixableBy: 'operator',
    retry: false,
    remedy: 'Name the receipt that lies beside the file, as the pipeline wrote it.',
  },
  VIEW_TAKEN: {
    fixableBy: 'uploader',
    retry: false,
    remedy: 'Two files of one run mean the same view: rename one of them.',
  },
  LOOK_UNKNOWN: {
    fixableBy: 'brief author',
    retry: false,
    remedy: 'The looks of --looks are in none of the briefs that count for the photo: add one there, or name another.',
  },
  SKU_UNKNOWN: {
    fixableBy: 'operator',
    retry: false,
    remedy: 'See the skus with `npx packshot status`; upload photos with `npx packshot put`.',
  },
} as const satisfies Record<string, ErrorRule>;

export type ErrorCode = keyof typeof errorCatalogue;
export const errorCodes = Object.keys(errorCatalogue) as readonly ErrorCode[];

/** Says whether a text from outside is one of our codes. */
export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errorCatalogue, text);
