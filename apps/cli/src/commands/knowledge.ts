/** `clonewatch knowledge`: releases of public evidence in a site. */
import type { Command } from 'commander';
import { siteOption } from './options.js';

export interface KnowledgeChoice { readonly site: string; readonly release?: string; readonly releasedOn?: string }

export function registerKnowledge(program: Command): void {
  const group = program.command('knowledge').description('releases of CIViC (CC0 1.0): further evidence beside the catalogue; nothing is fetched from the network');
  group.command('import').description('take a release in, whole or not at all; prints located problems').argument('<file>', 'evidence summaries, tab-separated, as CIViC publishes them')
    .addOption(siteOption()).option('--release <name>', 'what the release is called (its day unless said)').option('--released-on <date>', 'its day, YYYY-MM-DD (that of the file name, else of its newest review, unless said)')
    .action(async (file: string, options: KnowledgeChoice) => (await import('../actions/knowledge.js')).importRelease(file, options));
  group.command('changes').description('items that the newest release says otherwise than the one before it, with the patients concerned').addOption(siteOption())
    .action(async (options: KnowledgeChoice) => (await import('../actions/knowledge.js')).printChanges(options));
}
