import type { MigrationInterface, QueryRunner } from 'typeorm';
import { isolation } from './isolation.js';

/** What a site decides about its alerts, in numbered versions that stay: who set it, when and why. No row: the product's defaults. */
export class AlertPolicy1764000080000 implements MigrationInterface {
  name = 'AlertPolicy1764000080000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      create table clinical.alert_policy (
        site_id uuid not null references sec.site, version int not null check (version > 0),
        false_alerts double precision not null check (false_alerts > 0 and false_alerts <= 1000), longest_snooze_days int not null check (longest_snooze_days between 1 and 366),
        act_id uuid not null, primary key (site_id, version), foreign key (site_id, act_id) references clinical.act);`);
    await q.query(isolation('clinical.alert_policy'));
    await q.query(kinds([...actKinds, 'policy_changed']));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('drop table clinical.alert_policy');
    await q.query(`alter table clinical.act no force row level security; delete from clinical.act where kind = 'policy_changed'; alter table clinical.act force row level security`);
    await q.query(kinds(actKinds));
  }
}

/** Tables of this migration that hold a site's rows. */
export const policyTables = ['clinical.alert_policy'];

const actKinds = [
  'treatment_entered', 'treatment_corrected', 'treatment_retracted', 'assessment_entered', 'assessment_corrected', 'assessment_retracted', 'measurement_entered',
  'measurement_corrected', 'measurement_retracted', 'plan_changed', 'import_withdrawn', 'import_reinstated', 'specimen_moved', 'patients_merged', 'patients_split',
];
const kinds = (list: readonly string[]): string =>
  `alter table clinical.act drop constraint act_kind_check, add constraint act_kind_check check (kind in (${list.map((k) => `'${k}'`).join(', ')}))`;
