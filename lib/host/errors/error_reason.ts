/** Why an error comes up, and a message of it as it may be printed. */
export type ErrorReason = { readonly why: string; readonly example: string };
