/** An alteration appears for which the catalogue knows an option: said once a variant, with what limits the option. Never an order. */
import { variantLabel, type AlertFinding, type TreatmentLine } from '@clonewatch/domain';
import { bestMatch, type CatalogueEntry } from './catalogue/index.js';
import { patientPhase, seriesText, therapyText, truncalText, variantEvidence, wbcText } from './context.js';
import { cloneIds, lastShare } from './clones.js';
import type { VariantSeries } from './assemble.js';
import type { Step } from './memory.js';
import { regimensOf } from './phases.js';
import { certainCall, originUnresolved } from './rules-variant.js';
import { calledIn, type Snapshot } from './snapshot.js';
import { classText, percent } from './text.js';

/** Sensitivity proven in patients opens its strategy; the primary target of a disease is the premise of its treatment and no news. */
function optionOf(e: CatalogueEntry): string | null {
  return e.option ?? (e.effect === 'sensitivity' && (e.tier === 'A' || e.tier === 'B') && e.mechanism !== 'primary_target' ? e.strategy : null);
}

const classes = ['braf_inhibitor', 'mek_inhibitor', 'egfr_tki', 'kras_g12c_inhibitor', 'anti_egfr', 'akt_pathway'] as const;

/** Was the option given already: one of the drugs it names, or in one line all of the classes it names? */
function given(option: string, lines: readonly TreatmentLine[]): boolean {
  const text = option.toLowerCase();
  const named = classes.filter((c) => text.includes(classText(c).toLowerCase()));
  return lines.some((l) => l.agents.some((a) => a.length > 3 && text.includes(a.toLowerCase())) || (named.length > 0 && named.every((c) => l.therapyClasses.includes(c))));
}

/** The entry that opens an option for a variant of this patient, not given so far; resistance to the drug in use first. */
function opening(snap: Snapshot, s: VariantSeries): { readonly entry: CatalogueEntry; readonly option: string } | null {
  for (const { entry } of bestMatch(s.gene, s.variant, snap.record.profile.nosology, regimensOf(snap.lines))) {
    const option = optionOf(entry);
    if (option !== null && !given(option, snap.lines)) return { entry, option };
  }
  return null;
}

export function targetRules(step: Step): readonly AlertFinding[] {
  const { snap, event, memory } = step;
  return snap.series.flatMap((s) => {
    const role = snap.roles.get(s.key)!;
    if (memory.targets!.has(s.key) || role.role === 'chip' || role.role === 'germline' || !calledIn(s, event.specimenId)) return [];
    const found = opening(snap, s);
    // What may come from blood cells opens nothing; a single faint call is no alteration yet.
    if (!found || originUnresolved({ s, snap, event }) || !(memory.variants.get(s.key)?.detected || certainCall({ s, snap, event }))) return [];
    memory.targets!.add(s.key);
    return [finding(step, s, found)];
  });
}

const verified = { yes: '', some: ', citation verified in part', no: ', citation not verified' } as const;

function finding({ event, snap }: Step, s: VariantSeries, { entry, option }: { readonly entry: CatalogueEntry; readonly option: string }): AlertFinding {
  const role = snap.roles.get(s.key)!;
  const label = variantLabel(s.gene, s.variant);
  const phase = patientPhase(snap, event.day);
  const clone = cloneIds(snap).get(s.key) ?? null;
  const share = role.truncal || clone === 'C0' ? null : lastShare(snap, s);
  const ofTumour = clone === 'C0' ? 'It moves with the truncal variants: no share of its own.' : share === null ? 'Share of the tumour not computed.' : `Share of the tumour signal ${percent(share.median)} (95 % ${percent(share.low)}–${percent(share.high)}).`;
  return {
    // A variant that also raises an alert of resistance is one notice, not two.
    kind: 'target_found', grade: null, severity: role.alerting ? 'note' : 'review', phase, gene: s.gene, variant: s.variant, members: [{ gene: s.gene, variant: s.variant }],
    clone, episode: `target_found|${label}|${event.specimenId}`, firedDay: event.day, knownDay: event.knownDay, specimenId: event.specimenId, score: null, threshold: null,
    evidence: {
      ...variantEvidence(snap, s, event.specimenId, phase, null), share_of_tumour: share,
      option: { text: option, entry: entry.id, effect: entry.effect, tier: entry.tier, citation: entry.citation, citation_checked: entry.citationChecked },
    },
    text: `${label} called: the catalogue knows an option for it. ${seriesText(snap, s)}. Option: ${option}; tier ${entry.tier}${verified[entry.citationChecked]} (${entry.id}). ${ofTumour} `
      + `${truncalText(snap)} ${therapyText(snap, s, event.day)} ${wbcText(role)} Suggested check: confirm the variant, tumour board; not a treatment instruction.`,
  };
}
