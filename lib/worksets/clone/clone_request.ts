/** What `day-clone` is asked for. */
export type CloneRequest = {
  /** A key of the catalogue, or an address; without one the catalogue's default. */
  readonly repository?: string;
  /** A branch or tag; without one that of the catalogue, and of an address the remote's own. */
  readonly ref?: string;
  /** An absolute folder that must not exist: it becomes the clone itself, or holds it under the repository's name. */
  readonly place: { readonly folder: string; readonly holds: "the clone" | "a folder" };
  /** The way that is tried first. */
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
