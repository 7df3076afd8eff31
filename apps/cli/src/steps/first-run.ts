/** What a first start prepares, once the application is up. */

export interface FirstRunOptions {
  readonly appUrl: string;
  /** CLONEWATCH_DEMO: load the synthetic cohort into the site `demo`. */
  readonly demo: boolean;
  /** A default account may be made: the database is ours and only this machine can reach the application. */
  readonly mayCreateSignIn: boolean;
}

export interface SignIn { readonly email: string; readonly password: string }

/** TODO(integration): make the sites, the demo cohort and, when allowed and there is no account yet, the first account. Null: nothing to print. */
export async function firstRun(_options: FirstRunOptions): Promise<SignIn | null> {
  await Promise.resolve();
  return null;
}
