import { join } from 'node:path';
import { benchPoses } from './bench-poses.ts';
import { calibrateMatteQuality } from './calibrate-matte-quality.ts';

/** Photos that are not part of this repository: shared/photos beside the checkout. */
const photosFolder = join(import.meta.dirname, '../../../shared/photos');

/** `npm run bench -- honesty`: how far the verdicts on mattes and the poses can be trusted, where the photos are. */
export async function benchHonesty({ seed }: { seed: number | undefined }): Promise<void> {
  const photos = process.env.PACKSHOT_PHOTOS ?? photosFolder;
  await benchPoses(join(photos, 'real'));
  await calibrateMatteQuality(join(photos, 'truth'), seed);
}
