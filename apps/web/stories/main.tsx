/** Every story by its address (`?story=patient/two-draws`), and a list of them without one. Not part of the app: an entry of its own. */
import { createRoot } from 'react-dom/client';
import { chartRules, toneRules } from '@clonewatch/charts';
import '@fontsource-variable/inter/index.css';
import '../src/styles/tokens.css';
import '../src/styles/app.css';
import '../src/styles/import.css';
import '../src/styles/patient.css';
import '../src/styles/cohort.css';
import '../src/styles/narrow.css';
import '../src/styles/print.css';
import type { Stories, StoryData } from './story.js';

const sheet = new CSSStyleSheet();
sheet.replaceSync(`${chartRules}\n${toneRules('light')}\n@media (prefers-color-scheme: dark){${toneRules('dark')}}`);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

const modules = import.meta.glob<{ default: Stories }>('../src/**/*.stories.tsx', { eager: true });
const all = Object.values(modules).flatMap(({ default: group }) => Object.entries(group.stories).map(([name, story]) => ({ id: `${group.title}/${name}`, story }))).sort((a, b) => a.id.localeCompare(b.id));
Object.assign(window, { stories: all.map((s) => s.id) });

const data = (await (await fetch('./data.json')).json()) as StoryData;
const asked = all.find((s) => s.id === new URLSearchParams(window.location.search).get('story'));
// There is no server behind a story: what is not given is for ever on its way, as it is while a page loads.
window.fetch = () => new Promise(() => undefined);
if (asked?.story.offline) Object.defineProperty(navigator, 'onLine', { get: () => false });
createRoot(document.getElementById('root')!).render(asked ? asked.story.render(data)
  : <main className="page"><h1>Stories</h1><ul>{all.map(({ id, story }) => <li key={id}><a href={`?story=${id}`}>{id}</a> <span className="quiet">{story.shows}</span></li>)}</ul></main>);
