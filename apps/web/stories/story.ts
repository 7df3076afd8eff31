/** A story is one state of a screen, with a name and what it must make plain. Story modules stand beside the pages and components they show and export one object each. */
import type { ReactNode } from 'react';
import type { PatientPage } from '@clonewatch/contracts';

/** Patients as the engine reads them, computed when the stories are built. */
export interface StoryData { readonly pages: Readonly<Record<'ordinary' | 'oneDraw' | 'twoDraws' | 'manyReadings' | 'notInformative' | 'failed' | 'empty', PatientPage>> }
export interface Story {
  /** What somebody who sees it for the first time must understand. */
  readonly shows: string;
  /** The browser has no network. */
  readonly offline?: boolean;
  readonly render: (data: StoryData) => ReactNode;
}
export interface Stories { readonly title: string; readonly stories: Readonly<Record<string, Story>> }
