import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why a file corrects what is stored: said when it is sent, read beside every version that the file brought. */
export class ImportReason1764000330000 implements MigrationInterface {
  name = 'ImportReason1764000330000';

  async up(q: QueryRunner): Promise<void> {
    await q.query('alter table clinical.import add reason text check (length(reason) between 1 and 1000)');
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('alter table clinical.import drop reason');
  }
}
