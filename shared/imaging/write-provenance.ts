import { digitalSourceTypeAddress, type Provenance } from '../contracts/provenance.ts';

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeText = (text: string): string => text.replace(/[&<>"]/g, (letter) => escapes[letter] ?? letter);

/**
 * The XMP packet that says how a variant was made (IPTC Digital Source Type) and whose photo it shows: the whole metadata
 * of a variant's file beside its colour profile.
 */
export function writeProvenance({ digitalSourceType, creator, copyright }: Provenance): string {
  const properties = [
    `<Iptc4xmpExt:DigitalSourceType>${digitalSourceTypeAddress}${digitalSourceType}</Iptc4xmpExt:DigitalSourceType>`,
    ...(creator === null
      ? []
      : [`<dc:creator><rdf:Seq><rdf:li>${escapeText(creator)}</rdf:li></rdf:Seq></dc:creator>`]),
    ...(copyright === null
      ? []
      : [`<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">${escapeText(copyright)}</rdf:li></rdf:Alt></dc:rights>`]),
  ];
  return `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
${properties.join('\n')}
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`;
}
