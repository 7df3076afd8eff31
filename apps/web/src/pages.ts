/** The pages by their addresses. The work list and the sign-in come with the first screen; the others follow ({@link later}). */
import { later, loadWhenIdle } from './later.js';

export const patient = later(() => import('./pages/patient.js').then((m) => m.PatientPageView));
export const board = later(() => import('./pages/board.js').then((m) => m.BoardPage));
export const imports = later(() => import('./pages/imports.js').then((m) => m.ImportsPage));
export const cohort = later(() => import('./pages/cohort.js').then((m) => m.CohortPage));
export const outcomes = later(() => import('./pages/outcomes.js').then((m) => m.OutcomesPage));
export const operations = later(() => import('./pages/operations.js').then((m) => m.OperationsPage));
export const admin = later(() => import('./pages/admin.js').then((m) => m.AdminPage));
export const assays = later(() => import('./pages/assays.js').then((m) => m.AssaysPage));
export const audit = later(() => import('./pages/audit.js').then((m) => m.AuditPage));
export const backTest = later(() => import('./pages/back-test.js').then((m) => m.BackTestPage));
export const contacts = later(() => import('./pages/contacts.js').then((m) => m.ContactsPage));
export const knowledge = later(() => import('./pages/knowledge.js').then((m) => m.KnowledgePage));
export const resetPassword = later(() => import('./pages/reset-password.js').then((m) => m.ResetPasswordPage));

/** Fetches the page that the address asks for at once, beside the first question to the server; the rest when the first screen stands. */
export function loadPages(path: string): void {
  if (path.startsWith('/patients/')) void (path.includes('/board') ? board : patient).load().catch(() => undefined);
  loadWhenIdle([patient, imports, cohort, outcomes, board, knowledge, assays, operations, contacts, backTest, audit, admin]);
}
