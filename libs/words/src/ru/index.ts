import { admin } from './admin.js';
import { alerts } from './alerts.js';
import { app } from './app.js';
import { assays } from './assays.js';
import { audit } from './audit.js';
import { board } from './board.js';
import { backTest } from './back-test.js';
import { chart } from './chart.js';
import { clinical } from './clinical.js';
import { cohort } from './cohort.js';
import { common } from './common.js';
import { among, described } from './described.js';
import { engine } from './engine.js';
import { formats } from './formats.js';
import { gates } from './gates.js';
import { glance } from './glance.js';
import { imports } from './imports.js';
import { knowledge } from './knowledge.js';
import { list } from './list.js';
import { mapping } from './mapping.js';
import { mechanisms } from './mechanisms.js';
import { notices } from './notices.js';
import { operations } from './operations.js';
import { pages } from './pages.js';
import { patient } from './patient.js';
import { patientpage } from './patientpage.js';
import { problems } from './problems.js';
import { quoted } from './quoted.js';
import { reasons } from './reasons.js';
import { rechallenge } from './rechallenge.js';
import { record } from './record.js';
import { recorded } from './recorded.js';
import { scenarios } from './scenarios.js';
import { validation } from './validation.js';

export const ru = { ...admin, ...alerts, ...app, ...assays, ...audit, ...backTest, ...board, ...chart, ...clinical, ...cohort, ...common, ...engine, ...formats, ...gates, ...glance, ...imports, ...knowledge, ...list, ...mapping, ...mechanisms, ...notices, ...operations, ...pages, ...patient, ...patientpage, ...reasons, ...rechallenge, ...record, ...recorded, ...scenarios, ...validation };

/** Texts that have an English wording of their own: the resistance catalogue, the trials, what the server refuses. */
export const quotes = { whole: { ...quoted, ...described }, among, problems };
