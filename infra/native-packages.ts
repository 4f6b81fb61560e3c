import { readFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PipelineError } from '../shared/contracts/pipeline-error.ts';
import { type Platform, repositoryFolder } from './build-target.ts';
import { fetchPackage } from './foreign-package.ts';
import type { NativePackage } from './function-bundles.ts';
import { type FileSource, filesBelow } from './sync-folder.ts';

/** Types, maps, sources and papers: nothing that runs. Licences stay. */
const neverNeeded = /\.(d\.[cm]?ts|map|h|cc|gyp)$|^readme\.md$/i;

/** Each package that must lie beside a bundle which imports a native package, with the files of it that run. */
const packagesOf: Record<NativePackage, (platform: Platform) => PackagePart[]> = {
  sharp: (platform) => [
    { name: 'sharp', keeps: /^(package\.json|LICENSE|dist\/.*)$/ },
    { name: '@img/colour', importedBy: 'sharp' },
    { name: 'detect-libc', importedBy: 'sharp' },
    { name: 'semver', importedBy: 'sharp' },
    { name: `@img/sharp-${platform}`, importedBy: 'sharp', isForPlatform: true },
    { name: `@img/sharp-libvips-${platform}`, importedBy: 'sharp', isForPlatform: true },
  ],
  'onnxruntime-node': (platform) => [
    {
      // 290 MB for all platforms together: above Lambda's limit by itself. adm-zip and global-agent, its other
      // dependencies, serve its install script alone.
      name: 'onnxruntime-node',
      keeps: new RegExp(`^(package\\.json|dist/.*|bin/napi-v\\d+/${platform.replace('-', '/')}/.*)$`),
    },
    { name: 'onnxruntime-common', importedBy: 'onnxruntime-node', keeps: /^(package\.json|dist\/(cjs|esm)\/.*)$/ },
  ],
};

type PackagePart = {
  readonly name: string;
  readonly importedBy?: string;
  readonly keeps?: RegExp;
  readonly isForPlatform?: true;
};

/**
 * The files that a bundle needs beside it for a native package on a platform, by their path in the bundle.
 * What npm did not install on this machine, because it is for another platform, is fetched at the lockfile's version.
 * @throws BUILD_FAILED where a package is not installed, or has nothing for the platform.
 */
export async function nativeFiles(nativePackage: NativePackage, platform: Platform): Promise<Map<string, FileSource>> {
  const files = new Map<string, FileSource>();
  for (const part of packagesOf[nativePackage](platform)) {
    const folder = await findPackage(part);
    const kept = (await filesBelow(folder)).filter((path) => isKept(path, part.keeps));
    for (const path of kept) files.set(`node_modules/${part.name}/${path}`, { copyOf: join(folder, path) });
  }
  const hasCode = [...files.keys()].some((path) => path.endsWith('.node'));
  if (hasCode) return files;
  throw new PipelineError('BUILD_FAILED', `Expected ${nativePackage} to have a build for ${platform}, got none.`);
}

const isKept = (path: string, keeps = /./): boolean => keeps.test(path) && !neverNeeded.test(path);

async function findPackage({ name, importedBy, isForPlatform }: PackagePart): Promise<string> {
  const installed = installedFolder(name, importedBy);
  if (installed !== undefined) return installed;
  if (isForPlatform && importedBy !== undefined) return fetchPackage(name, await wantedVersion(name, importedBy));
  throw new PipelineError('BUILD_FAILED', `Expected ${name} in node_modules, got nothing: run npm ci.`);
}

/** Looks where Node would: below the package that imports it, else at the top. */
function installedFolder(name: string, importedBy: string | undefined): string | undefined {
  const top = join(repositoryFolder, 'node_modules');
  const base = importedBy === undefined ? top : join(top, importedBy);
  const manifest = resolveOrNothing(name, pathToFileURL(join(base, 'package.json')));
  return manifest === undefined ? undefined : dirname(manifest);
}

function resolveOrNothing(name: string, base: URL): string | undefined {
  try {
    return findPackageJSON(name, base);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

async function wantedVersion(name: string, importedBy: string): Promise<string> {
  const text = await readFile(join(repositoryFolder, 'node_modules', importedBy, 'package.json'), 'utf8');
  const { optionalDependencies = {} }: { optionalDependencies?: Record<string, string> } = JSON.parse(text);
  const version = optionalDependencies[name];
  if (version !== undefined) return version;
  throw new PipelineError('BUILD_FAILED', `Expected ${importedBy} to have ${name}, got no such dependency.`);
}
