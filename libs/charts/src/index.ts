export * from './format.js';
export * from './palette.js';
export * from './labels.js';
export * from './scales.js';
export { trajectoryView, timelineOf, resultText, type TrajectoryView, type ViewSeries, type ViewTherapy, type ViewAssessment, type ViewAlert, type ViewDraw } from './view.js';
export * from './trajectory.js';
export * from './sparkline.js';
export * from './paint.js';
