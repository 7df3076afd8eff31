/** Options that several commands share. */
import { InvalidArgumentError, Option } from 'commander';
import { roles } from '@clonewatch/domain';

export const siteOption = (): Option => new Option('--site <code>', 'site').default('main');
export const roleOption = (): Option => new Option('--role <role>', 'what it may do').choices([...roles]).makeOptionMandatory();

/** A whole number of at least `least`. */
export const whole = (least: number) => (text: string): number => {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number < least) throw new InvalidArgumentError(`expected a whole number of at least ${least}`);
  return number;
};
