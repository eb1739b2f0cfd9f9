/** What a person asks `delete` for. It is recorded, so that the command that goes on can be told. */
export type DeleteRequest = {
  readonly cluster: string;
  readonly region: string;
  readonly profile: string;
  /** Also the cluster's own budget and its line in the table of budget users. */
  readonly purge_budget: boolean;
  /** Also the network, when no other cluster uses it. */
  readonly network_if_last: boolean;
  /** What is exported first, a path below the file system's root or an `s3://` address; "" for nothing. */
  readonly export_target: string;
};
