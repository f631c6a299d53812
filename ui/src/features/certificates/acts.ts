/** What can be done with a certificate; each has a sheet or a dialog of its own. */
export type Act = "test" | "owner" | "export" | "copy" | "password" | "reencrypt" | "delete";

/** An act being prepared, for one copy where the clerk has named it. */
export interface Asked {
  act: Act;
  path?: string;
}
