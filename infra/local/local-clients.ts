/** The only account and region of the local AWS. */
export const localAccount = '000000000000';
export const localRegion = 'us-east-1';

/** Settings of an SDK client for the local AWS. Any key is taken; signed links verify with `test` alone. */
export const localClientSettings = (endpoint: string) => ({
  endpoint,
  region: localRegion,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
