/** What happens to one request, or to one notification, in place of its being carried out at once and once. */
export type ShimFault =
  | { readonly kind: 'drop' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'delay'; readonly seconds: number };
