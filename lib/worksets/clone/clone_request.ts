/** What `day-clone` is asked for. @see spec/headnode.md A6 */
export type CloneRequest = {
  /** A key of the catalogue, or an address; without one the catalogue's default. */
  readonly repository?: string;
  /** A branch or tag; without one that of the catalogue, and of an address the remote's own. */
  readonly ref?: string;
  /** The folder, below that of analyses unless it is absolute; it must not exist. */
  readonly destination: string;
  readonly transport: "https" | "ssh";
};

/** What was cloned. */
export type Cloned = {
  readonly repository: string;
  readonly url: string;
  readonly ref: string | undefined;
  readonly commit: string;
  /** Absolute: the folder of the pipeline. */
  readonly path: string;
};
