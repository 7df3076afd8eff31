import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { QueryClientProvider } from '@tanstack/react-query';
import { chartRules, toneRules } from '@clonewatch/charts';
import '@fontsource-variable/inter/index.css';
import './styles/tokens.css';
import './styles/app.css';
import './styles/import.css';
import './styles/patient.css';
import './styles/cohort.css';
import './styles/narrow.css';
import './styles/print.css';
import { queries } from './api.js';
import { App } from './app.js';
import { startLanguage } from './language.js';
import { loadPages } from './pages.js';

// The rules of the marks are the chart's own: one list for the page and for the exported file.
const sheet = new CSSStyleSheet();
sheet.replaceSync(`${chartRules}\n${toneRules('light')}\n@media (prefers-color-scheme: dark){${toneRules('dark')}}`);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

await startLanguage();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <BrowserRouter><App /></BrowserRouter>
    </QueryClientProvider>
  </StrictMode>,
);
loadPages(window.location.pathname);
