/** Options that several commands share. */
import { InvalidArgumentError, Option } from 'commander';
import { roles } from '@clonewatch/domain';
import { overrideEnv } from '@clonewatch/runtime';

export const siteOption = (): Option => new Option('--site <code>', 'site').default('main');
export const roleOption = (): Option => new Option('--role <role>', 'what it may do').choices([...roles]).makeOptionMandatory();

export interface LimitOptions { readonly maxFileMib?: number; readonly maxRows?: number }
/** How large a file may be, for the command and every program it starts; before the variables of the environment. */
export const limitOptions = (): Option[] => [
  new Option('--max-file-mib <n>', 'largest file taken in, MiB (64 unless said; CLONEWATCH_MAX_FILE_MIB)').argParser(whole(1)),
  new Option('--max-rows <n>', 'lines a file may have (2000000 unless said; CLONEWATCH_MAX_ROWS)').argParser(whole(1)),
];
export const applyLimits = ({ maxFileMib, maxRows }: LimitOptions): void => overrideEnv({ CLONEWATCH_MAX_FILE_MIB: maxFileMib, CLONEWATCH_MAX_ROWS: maxRows });

/** A whole number of at least `least`. */
export const whole = (least: number) => (text: string): number => {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number < least) throw new InvalidArgumentError(`expected a whole number of at least ${least}`);
  return number;
};
