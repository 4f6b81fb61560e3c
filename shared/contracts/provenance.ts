import { z } from 'zod';

/** How a picture came to be: names of the IPTC vocabulary "Digital Source Type". */
export const digitalSourceType = z.enum([
  'composite',
  'compositeSynthetic',
  'compositeWithTrainedAlgorithmicMedia',
  'trainedAlgorithmicMedia',
]);
export type DigitalSourceType = z.infer<typeof digitalSourceType>;

/** Where that vocabulary's terms live; a file names a term by its whole address. */
export const digitalSourceTypeAddress = 'http://cv.iptc.org/newscodes/digitalsourcetype/';

/** Longer notices are cut: they count against a placement's bytes. */
export const maxRightsLength = 500;
const rightsText = z.string().min(1).max(maxRightsLength).nullable();

/**
 * What a photo's own metadata says of its maker: who, the copyright notice, and, where a model made it or parts of it, the
 * term for that. Null where it says nothing.
 */
export const photoRights = z.object({
  creator: rightsText,
  copyright: rightsText,
  aiSourceType: digitalSourceType
    .extract(['trainedAlgorithmicMedia', 'compositeWithTrainedAlgorithmicMedia'])
    .nullable(),
});
export type PhotoRights = z.infer<typeof photoRights>;

/** Of a photo that says nothing. */
export const noRights: PhotoRights = { creator: null, copyright: null, aiSourceType: null };

/** What is written into a variant's file, and nothing else: neither place nor device of the photo leaves. */
export const provenance = z.object({ digitalSourceType, creator: rightsText, copyright: rightsText });
export type Provenance = z.infer<typeof provenance>;
