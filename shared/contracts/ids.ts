import { createHash } from 'node:crypto';

const idLength = 32;

/**
 * Canonical JSON (RFC 8785): keys sorted by UTF-16 code units, no white space, ECMAScript number and string forms.
 * Takes JSON values only; undefined members are left out, as JSON.stringify does.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((member) => canonicalJson(member ?? null)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new TypeError(`Expected a finite number, got ${value}`);
  return JSON.stringify(value);
}

/** The id of what is described: first 32 hex characters of sha256(kind + canonical JSON). */
export function hashId(kind: string, what: unknown): string {
  return createHash('sha256').update(kind).update(canonicalJson(what)).digest('hex').slice(0, idLength);
}

/** The sha256 of bytes as 64 hex characters: the name of every payload. */
export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
