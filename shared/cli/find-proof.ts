import { existsSync } from 'node:fs';
import { PipelineError } from '../contracts/pipeline-error.ts';
import { type Receipt, receipt } from '../contracts/receipt.ts';
import { readNamedFile } from './read-file.ts';

/** A pull drops the hash and the extension from a receipt's name; in the bucket it has both. */
const receiptNames = (variant: string): string[] => [
  `${variant}.receipt.json`,
  `${variant.replace(/\.[^./]+$/, '')}.receipt.json`,
];

/**
 * The receipt of a variant: the file that is named, or the one beside the variant.
 * @throws FILE_NOT_READABLE where there is none, RECEIPT_INVALID where it is no receipt.
 */
export async function findReceipt(variant: string, named: string | undefined): Promise<Receipt> {
  const beside = receiptNames(variant);
  const file = named ?? beside.find((name) => existsSync(name)) ?? beside[0] ?? variant;
  const bytes = await readNamedFile(file);
  const parsed = receipt.safeParse(readJson(bytes));
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new PipelineError('RECEIPT_INVALID', `Expected a receipt, got ${file} with ${wrong}.`);
}

/** What is no JSON is no receipt either, and the schema says so. */
function readJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** The matte that masking was given: the file that is named, or `NAME.matte.png` beside the photo; null without one. */
export async function findMatte(photo: string, named: string | undefined): Promise<Uint8Array | null> {
  const beside = `${photo.replace(/\.[^./]+$/, '')}.matte.png`;
  if (named !== undefined) return readNamedFile(named);
  return existsSync(beside) ? readNamedFile(beside) : null;
}
