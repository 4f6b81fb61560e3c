/**
 * Whether a tenant holds no more than its share of the endpoint's places. `inFlight` are the plates there
 * (`<tenant>#<plateId>`), the one asked about among them; `maxInFlight` is the number of places.
 *
 * A tenant's share is what it would have if one more tenant came: half of the places alone, a third beside one other,
 * at least one place. So there is room for whoever comes next, at once, however much the others wait with; those who
 * now hold more than their share take no place until enough of theirs are painted. More tenants than places take turns
 * as places fall free.
 */
export function isWithinShare(inFlight: ReadonlySet<string>, tenant: string, maxInFlight: number): boolean {
  const tenants = [...inFlight].map((name) => name.slice(0, name.lastIndexOf('#')));
  const share = Math.max(1, Math.floor(maxInFlight / (new Set(tenants).size + 1)));
  return tenants.filter((each) => each === tenant).length <= share;
}
