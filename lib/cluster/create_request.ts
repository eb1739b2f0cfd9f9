import type { Via } from "../host/net/via.ts";

/** What a person asks `create` for, as flags say it. It is recorded, so that a resume needs no flag again. */
export type CreateRequest = {
  readonly region_az: string;
  readonly region: string;
  readonly profile: string;
  /** The configuration file as typed, or absolute. */
  readonly config: string;
  readonly set: { readonly [key: string]: string };
  readonly pass_on_warn: boolean;
  /** Repository key to branch, tag or other reference; the last one given for a key counts. */
  readonly repo_overrides: { readonly [repository: string]: string };
  /** Appended to the cluster's tags. */
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly create_timeout_minutes: number;
  readonly ssh_cidr: string;
  /** Requests of earlier versions have none: those meant `ssh`. */
  readonly via: Via;
  /** How long the cluster is to live, for example `36h`; "" without a deadline. */
  readonly ttl: string;
  /** The deadline may take along a file system and all on it that is not exported; nobody is asked about it. */
  readonly ttl_deletes_results: boolean;
  /** An image that nodes begin with, for example `ami-0123456789abcdef0`; "" for ParallelCluster's own. */
  readonly image: string;
  /** The packaged program, where there is one, goes to the head node as well. */
  readonly ship_binary: boolean;
};

/** What a request has where nothing was typed. */
export const usualRequest = { ssh_cidr: "0.0.0.0/0", create_timeout_minutes: 90 } as const satisfies Partial<
  CreateRequest
>;
