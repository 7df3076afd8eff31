import { FirstHouse1763942400000, scopedTables as firstTables } from './1763942400000-first-house.js';
import { Audit1764000010000 } from './1764000010000-audit.js';
import { Queue1764000020000 } from './1764000020000-queue.js';
import { People1764000030000 } from './1764000030000-people.js';
import { Entries1764000040000, entryTables } from './1764000040000-entries.js';
import { ReferencesByStatement1764000050000 } from './1764000050000-references-by-statement.js';
import { AuditOfAPatient1764000060000 } from './1764000060000-audit-of-a-patient.js';
import { DismissedJobs1764000070000 } from './1764000070000-dismissed-jobs.js';
import { AlertPolicy1764000080000, policyTables } from './1764000080000-alert-policy.js';
import { LastLooks1764000120000, lookTables } from './1764000120000-last-looks.js';
import { AlertLife1764000130000 } from './1764000130000-alert-life.js';
import { AssayProfiles1764000140000, profileTables } from './1764000140000-assay-profiles.js';
import { Delivery1764000150000, deliveryTables } from './1764000150000-delivery.js';
import { HalfLifePrior1764000160000 } from './1764000160000-half-life-prior.js';
import { Teams1764000210000, teamTables } from './1764000210000-teams.js';
import { BackTests1764000220000, backTestTables } from './1764000220000-back-tests.js';
import { Board1764000260000, boardTables } from './1764000260000-board.js';
import { LocalValidation1764000310000, validationTables } from './1764000310000-local-validation.js';
import { NoticeLanguage1764000320000 } from './1764000320000-notice-language.js';
import { ImportReason1764000330000 } from './1764000330000-import-reason.js';
import { ReferencesInOneScan1764000340000 } from './1764000340000-references-in-one-scan.js';
import { ReferencesOfDraws1764000400000 } from './1764000400000-references-of-draws.js';
import { ClearanceBound1764000410000 } from './1764000410000-clearance-bound.js';
import { ResultsOfADraw1764000420000 } from './1764000420000-results-of-a-draw.js';
import { Knowledge1764000300000, knowledgeTables } from './1764000300000-knowledge.js';

/** Every migration, in order. Explicit: a glob breaks in a bundle. */
export const migrations = [
  FirstHouse1763942400000, Audit1764000010000, Queue1764000020000, People1764000030000, Entries1764000040000, ReferencesByStatement1764000050000, AuditOfAPatient1764000060000,
  DismissedJobs1764000070000, AlertPolicy1764000080000, LastLooks1764000120000, AlertLife1764000130000,
  AssayProfiles1764000140000, Delivery1764000150000, HalfLifePrior1764000160000, Teams1764000210000, BackTests1764000220000, Board1764000260000,
  Knowledge1764000300000, LocalValidation1764000310000, NoticeLanguage1764000320000, ImportReason1764000330000, ReferencesInOneScan1764000340000,
  ReferencesOfDraws1764000400000, ClearanceBound1764000410000, ResultsOfADraw1764000420000,
];
/** Every table that holds a site's rows. */
export const scopedTables = [...firstTables, ...entryTables, ...policyTables, ...lookTables, ...profileTables, ...deliveryTables, ...teamTables, ...backTestTables, ...boardTables, ...knowledgeTables, ...validationTables];
