export * from './handlers.js';
export { receiveImport, describeFile, importBounds, ReceiveRefused, type Received, type ReceivedFile, type ReceiveOptions } from './import/receive.js';
export { readImport, listImports } from './reads/imports.js';
export { countPatients, listPatients, readPatient, readPatientAsOf, readSeries, WrongCursor, WrongDay, readAlerts } from './reads/patients.js';
export { exportSeriesCsv, listSeries, type SeriesItem } from './reads/export-series.js';
export { openStore, type Store, type Scope } from './open-store.js';
export { EventHub, decodePosition, encodePosition } from './event-hub.js';
export { openServiceSession as openRelaySession } from '@clonewatch/trust';
export { oldestWaiting } from '@clonewatch/store';
