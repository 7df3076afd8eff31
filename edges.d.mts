export const edges: Record<string, { own: string[]; outside: string[] }>;
export const pure: string[];
