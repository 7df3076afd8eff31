import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A failed job that a person decided to leave undone: settled, with who said so and why. */
export class DismissedJobs1764000070000 implements MigrationInterface {
  name = 'DismissedJobs1764000070000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      alter table ops.outbox add column dismissed_by text, add column dismissed_reason text,
        add check ((dismissed_by is null) = (dismissed_reason is null)), add check (dismissed_by is null or failed_at is not null and done_at is not null);
      create index outbox_dismissed on ops.outbox (site_id, id) where dismissed_by is not null;`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      drop index ops.outbox_dismissed;
      alter table ops.outbox drop column dismissed_by, drop column dismissed_reason;`);
  }
}
