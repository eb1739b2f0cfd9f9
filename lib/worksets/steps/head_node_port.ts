/** What is to be run on a head node: a script of Bash with its `$1`, `$2` … */
export type HeadNodeCall = {
  readonly script: string;
  readonly args: readonly string[];
  /** A folder of this host, and what of it: sent to the script as an archive. */
  readonly send?: { readonly folder: string; readonly paths: readonly string[] };
  /** A folder of this host that takes the archive which the script prints, behind a line of its own that is the mark. */
  readonly receive?: { readonly folder: string; readonly mark: string };
};

export type HeadNodeAnswer = {
  readonly is: "answer";
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
};

/**
 * `unreached`: whether anything ran over there, and how it ended, is not known, which is no failure. `gone`: there is no head node any
 * more that anything could run on.
 */
export type HeadNodeContact = HeadNodeAnswer | { readonly is: "unreached" | "gone"; readonly why: string };

/** The head node of a cluster. Throws DayError when this host lacks what it takes: a key, a program. */
export type CallHeadNode = (call: HeadNodeCall & { readonly signal: AbortSignal }) => Promise<HeadNodeContact>;
