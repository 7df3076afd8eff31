/** Evidence of a CIViC release beside ours: level, direction, release and source. It says what CIViC says and is never mixed with the catalogue's own tier. */
import type { ReactNode } from 'react';
import type { WireEvidenceItem, WireFurtherEvidence } from '@clonewatch/contracts';
import { t, textOf, variantText } from '@clonewatch/words';

type Item = WireFurtherEvidence['items'][number];

/** `supports resistance`; a significance without words of ours stays as CIViC writes it. */
export const evidenceSays = ({ direction, significance }: Pick<WireEvidenceItem, 'direction' | 'significance'>): string =>
  `${t(`know.dir.${direction}`)}: ${textOf(`know.sig.${significance}`) ?? (significance === '' ? '–' : significance)}`;

/** In one line: of each statement about drugs in this disease (or where it is not known) the highest level. */
export function EvidenceMark({ further, gene, variant }: { readonly further: WireFurtherEvidence | null | undefined; readonly gene: string; readonly variant: string }): ReactNode {
  if (!further) return null;
  const best = new Map<string, Item>();
  for (const i of further.items) {
    if (i.gene !== gene || i.variant !== variant || i.type !== 'Predictive' || i.own === false) continue;
    const key = evidenceSays(i);
    if (!best.has(key) || i.level < best.get(key)!.level) best.set(key, i);
  }
  if (best.size === 0) return null;
  return <div className="small" data-civic={`${gene} ${variant}`}>{t('know.mark', { release: further.release })}: {[...best].map(([says, i]) => `${t('know.level', { x: i.level })} ${says}${i.therapies.length > 0 ? ` (${i.therapies.join(', ')})` : ''}`).join('; ')}</div>;
}

function Source({ i }: { readonly i: Pick<WireEvidenceItem, 'citation' | 'citation_id' | 'citation_source' | 'evidence_id'> }): ReactNode {
  return <><span lang="en">{i.citation}</span>{i.citation_id !== '' && <span className="quiet nowrap"> {i.citation_source === 'PubMed' ? 'PMID' : i.citation_source} {i.citation_id}</span>}<span className="quiet nowrap"> · EID {i.evidence_id}</span></>;
}

function Row({ i }: { readonly i: Item }): ReactNode {
  return (
    <tr data-evidence={i.evidence_id} data-own={String(i.own)}>
      <td className="nowrap">{variantText(i.gene, i.variant)}</td><td>{i.level}</td>
      <td>{evidenceSays(i)}<div className="quiet small">{t(`know.type.${i.type}`)}{i.flagged && ` · ${t('know.flagged')}`}</div></td>
      <td lang="en">{i.therapies.length > 0 ? i.therapies.join(', ') : <span className="quiet">{t('know.noDrug')}</span>}</td>
      <td><span lang="en">{i.disease}</span>{i.own === false && <div className="quiet small">{t('know.otherDisease')}</div>}</td><td className="small"><Source i={i} /></td>
    </tr>
  );
}

/** Every item on request; `more`: the way to the releases. */
export function FurtherEvidence({ further, more }: { readonly further: WireFurtherEvidence | null | undefined; readonly more?: ReactNode }): ReactNode {
  // A packet from before there were releases says nothing of them.
  if (further === undefined) return null;
  if (further === null) return <p className="quiet pad small" data-further-evidence="none">{t('know.noRelease')} {more}</p>;
  if (further.items.length === 0) return <p className="quiet pad small" data-further-evidence="empty">{t('know.furtherNone', { release: further.release })} {more}</p>;
  return (
    <details className="record-part" data-part="further-evidence" data-further-evidence={further.release}>
      <summary className="record-head"><h3>{t('know.further', { release: further.release })} <span className="quiet">{further.items.length}</span></h3></summary>
      <p className="quiet pad small">{t('know.furtherHint')} {further.items[0]!.own === null && t('know.diseaseUnknown')} {more}</p>
      <table className="table"><thead><tr>{(['change', 'levelHead', 'says', 'drugs', 'disease', 'source'] as const).map((k) => <th scope="col" key={k}>{t(`know.${k}`)}</th>)}</tr></thead>
        <tbody>{further.items.map((i) => <Row key={`${i.gene} ${i.variant} ${i.evidence_id}`} i={i} />)}</tbody></table>
    </details>
  );
}
