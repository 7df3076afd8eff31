import { textOf } from './language.js';

/** A file format as laboratories call it; its id where it has no name (a format of an earlier version, kept with an old import). */
export const formatName = (id: string): string => textOf(`format.${id}`) ?? id;
