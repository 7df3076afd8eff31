import { readManifest } from '@clonewatch/formats';
import { codes, manifestOf, textOf } from './support';

const header = 'sample,role,patient_id,specimen_id,collected_on,assay,mutant_target,wildtype_target,gene,variant';

describe('manifest.csv', () => {
  it('reads every column', () => {
    const rows = manifestOf(textOf('quantasoft/manifest.csv'));
    expect(rows).toHaveLength(5);
    expect(rows[1]).toEqual({
      line: 3, file: '', sample: '24L-0144', role: 'patient', patientId: 'QS-2', specimenId: '24L-0144', collected: { kind: 'date', date: '2026-02-04' }, anchor: null,
      assay: 'KRAS G12D ddPCR', assayVersion: '2', mutantTarget: 'KRAS_G12D_FAM', wildtypeTarget: 'KRAS_WT_HEX', gene: 'KRAS', variant: 'p.G12D', genomeBuild: 'GRCh38',
      panel: null, partitionNl: 0.85, backgroundFraction: 0.00002, lodFraction: 0.001, plasmaMl: 4, inputHge: null,
    });
    expect(rows[3]).toMatchObject({ role: 'ntc', collected: null, patientId: '' });
  });

  it('says how the file writes fractions and dates, once', () => {
    const head = 'sample,role,vaf_unit,date_order\n';
    expect(manifestOf(`${head}*,left_out,percent,day_first\n`)[0]).toMatchObject({ vafUnit: 'percent', dateOrder: 'day_first' });
    expect(readManifest(`${head}a,ntc,percent,\nb,ntc,,\nc,ntc,fraction,\n`).problems).toMatchObject([{ code: 'conflicting_manifest_row', line: 4, field: 'vaf_unit', value: 'fraction' }]);
    expect(codes(readManifest(`${head}a,ntc,promille,\n`).problems)).toEqual(['unknown_value']);
  });

  it('takes day numbers and a byte order mark, and an equal row once', () => {
    const [row, ...rest] = manifestOf('\uFEFFsample,role,patient_id,specimen_id,collected_day,anchor,assay,mutant_target,gene,variant,panel\r\n'
      + 's,patient,P,S,-3,first dose,a,M,KRAS,G12D,KRAS; BRAF\r\ns,patient,P,S,-3,first dose,a,M,KRAS,G12D,KRAS; BRAF\r\n');
    expect(row).toMatchObject({ collected: { kind: 'day', day: -3 }, anchor: 'first dose', wildtypeTarget: '', panel: ['KRAS', 'BRAF'] });
    expect(rest).toEqual([]);
  });

  it.each([
    ['', 'empty_file', 1], ['sample,patient_id\n', 'missing_column', 1], ['sample;role\n', 'wrong_separator', 1], ['sample,role\n\uFFFD,ntc\n', 'invalid_utf8', 2],
    ['sample,role\n"a,ntc\n', 'csv_syntax', 2], ['sample,role\na\n', 'too_few_cells', 2], ['sample,role\na,\n', 'missing_value', 2], ['sample,role\na,control\n', 'unknown_value', 2],
    [`${header}\ns,patient,,S,2026-01-01,a,M,W,KRAS,G12D\n`, 'missing_value', 2], [`${header}\ns,patient,P,,2026-01-01,a,M,W,KRAS,G12D\n`, 'missing_value', 2],
    [`${header}\ns,patient,P,S,,a,M,W,KRAS,G12D\n`, 'missing_date', 2], [`${header}\ns,patient,P,S,2026-01-01,,M,W,KRAS,G12D\n`, 'missing_value', 2],
    [`${header}\ns,patient,P,S,2026-01-01,a,M,W,,G12D\n`, 'missing_gene', 2],
    [`${header}\ns,patient,P,S,01/02/2026,a,M,W,KRAS,G12D\n`, 'bad_date', 2],
    [`${header}\ns,patient,P,S,2026-01-01,a,M,M,KRAS,G12D\n`, 'same_target', 2],
    [`${header}\ns,patient,P,S,2026-01-01,a,M,W,KRAS,G12D\ns,patient,Q,S,2026-01-01,a,M,W,KRAS,G12D\n`, 'conflicting_manifest_row', 3],
  ])('refuses %j', (text, code, line) => {
    const { problems } = readManifest(text);
    expect(codes(problems)).toEqual([code]);
    expect(problems[0]).toMatchObject({ severity: 'error', line });
  });
});
