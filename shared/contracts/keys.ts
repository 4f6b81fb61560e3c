/** Every S3 key and table key of the pipeline; nothing else builds one. */
const padLength = 6;

export const photosKey = {
  tenantPrefix: (tenant: string) => `${tenant}/`,
};

export const workKey = {
  asset: (assetId: string, sha256: string, extension: string) => `assets/${assetId}/${sha256}.${extension}`,
  planBody: (planId: string, sha256: string) => `plans/${planId}/${sha256}.json`,
  brief: (sha256: string) => `briefs/${sha256}.json`,
  segmentPrefix: (pictureSha256: string) => `segments/${pictureSha256}/`,
  segmentPicture: (pictureSha256: string) => `segments/${pictureSha256}/picture.png`,
  /** A folder that the segment endpoint is given as a whole. */
  weightsFolder: (sha256: string) => `weights/${sha256}/`,
  platePrefix: (tenant: string, plateId: string) => `plates/${tenant}/${plateId}/`,
  underpaint: (tenant: string, sha256: string) => `underpaints/${tenant}/${sha256}.png`,
  paintJob: (tenant: string, plateId: string, attempt: number) =>
    `plates/${tenant}/${plateId}/requests/${attempt}.json`,
  painted: (tenant: string, plateId: string) => `plates/${tenant}/${plateId}/painted.json`,
  failure: (tenant: string, plateId: string) => `plates/${tenant}/${plateId}/failure.json`,
  held: (planId: string, look: string, placement: string, sha256: string, extension: string) =>
    `held/${planId}/${look}/${placement}.${sha256.slice(0, 12)}.${extension}`,
};

/** Reads tenant, plate and attempt from the key of a paint job; undefined for any other key. */
export function parsePaintJobKey(key: string): { tenant: string; plateId: string; attempt: number } | undefined {
  const match = /^plates\/([^/]+)\/([0-9a-f]{32})\/requests\/(\d+)\.json$/.exec(key);
  const [, tenant, plateId, attempt] = match ?? [];
  if (tenant === undefined || plateId === undefined) return undefined;
  return { tenant, plateId, attempt: Number(attempt) };
}

type PlanPlace = { tenant: string; sku: string; view: string; planId: string };
const planPrefix = (plan: PlanPlace) => `${plan.tenant}/${plan.sku}/${plan.view}/${plan.planId}/`;

export const variantsKey = {
  variant: (plan: PlanPlace, look: string, placement: string, sha256: string, extension: string) =>
    `${planPrefix(plan)}${look}/${placement}.${sha256.slice(0, 12)}.${extension}`,
  receipt: (variantKey: string) => `${variantKey}.receipt.json`,
  manifest: (plan: PlanPlace) => `${planPrefix(plan)}manifest.json`,
};

/** A key of the table. */
export type ItemKey = { readonly pk: string; readonly sk: string };

export const itemKey = {
  view: (tenant: string, sku: string, view: string): ItemKey => ({ pk: `TENANT#${tenant}`, sk: `VIEW#${sku}#${view}` }),
  viewsOfSku: (tenant: string, sku: string): ItemKey => ({ pk: `TENANT#${tenant}`, sk: `VIEW#${sku}#` }),
  viewsOfTenant: (tenant: string): ItemKey => ({ pk: `TENANT#${tenant}`, sk: 'VIEW#' }),
  request: (tenant: string, requestId: string): ItemKey => ({ pk: `REQUEST#${tenant}#${requestId}`, sk: '-' }),
  asset: (assetId: string): ItemKey => ({ pk: `ASSET#${assetId}`, sk: '-' }),
  plan: (planId: string): ItemKey => ({ pk: `PLAN#${planId}`, sk: '-' }),
  slot: (planId: string, look: string, placement: string): ItemKey => ({
    pk: `PLAN#${planId}`,
    sk: `SLOT#${look}#${placement}`,
  }),
  slotsOfLook: (planId: string, look: string): ItemKey => ({ pk: `PLAN#${planId}`, sk: `SLOT#${look}#` }),
  slotsOfPlan: (planId: string): ItemKey => ({ pk: `PLAN#${planId}`, sk: 'SLOT#' }),
  plate: (tenant: string, plateId: string): ItemKey => ({ pk: `PLATE#${tenant}#${plateId}`, sk: '-' }),
  endpoint: (name: string): ItemKey => ({ pk: `ENDPOINT#${name}`, sk: '-' }),
};

/** What is not ended is spread over this many partitions of the `byDeadline` index. */
export const deadlineShards = 4;

/** The `byDeadline` partition of an item, from its partition key. */
export function deadlineShard(pk: string): string {
  const sum = [...pk.slice(-padLength)].reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return `open#${sum % deadlineShards}`;
}
