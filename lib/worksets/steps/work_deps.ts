import type { Aws } from "../../aws/session.ts";
import type { Environment } from "../../host/environment.ts";
import type { Files } from "../../host/files.ts";
import type { Folders } from "../../host/folders.ts";
import type { Processes } from "../../host/processes.ts";
import type { Via } from "../../host/net/via.ts";
import type { Web } from "../../host/net/web.ts";
import type { CallHeadNode } from "./head_node_port.ts";
import type { NotifyOptions } from "../notify/notify_options.ts";
import type { ProtocolDeps } from "../protocol/protocol_deps.ts";

/** What a line of the monitor is about. */
export type Said = {
  readonly event: string;
  readonly workset?: string;
  readonly [field: string]: string | number | boolean | undefined;
};

/** Tells whoever watches the monitor, in its log as well. */
export type Say = (level: "debug" | "info" | "warn" | "error", message: string, said: Said) => void;

/** How worksets of one root are worked on. */
export type WorkOptions = {
  readonly bucket: string;
  /** The root's key, without a slash at its end. */
  readonly root: string;
  /** The folder of this host in which each workset has its own. */
  readonly localRoot: string;
  /** Where the pipelines of worksets run that are begun now. */
  readonly runLocation: "headnode" | "local";
  /** How head nodes are reached, also by a creation. */
  readonly via: Via;
  readonly mirror: "copy" | "move" | "none";
  readonly mirrorsInputs: boolean;
  /** How often a workset that failed is tried again without being asked. */
  readonly retryFailed: number;
  /** Whether the mirror holds what an export has put into S3, or only says where that is. */
  readonly copiesResults: boolean;
  readonly allowShell: boolean;
  readonly strictManifest: boolean;
  /** A run that takes longer is ended (ms). */
  readonly runTimeout: number | undefined;
  /** The configuration that clusters are made with where the workset names none. */
  readonly clusterConfig: string | undefined;
  readonly notify: NotifyOptions;
};

/**
 * What a cluster keeps running now: each part, its price, and since when it runs. `ended`: what nodes have cost that are gone; nothing
 * where nobody tells of those.
 */
export type SpendSeen =
  | {
    readonly is: "known";
    readonly value: {
      readonly parts: readonly { readonly what: string; readonly usd_per_hour: number | null; readonly since: Date }[];
      readonly ended: { readonly usd: number; readonly uncounted: readonly string[] } | undefined;
    };
  }
  | { readonly is: "unknown"; readonly why: string };

/** What the steps have of the world. */
export type WorkDeps = ProtocolDeps & {
  readonly options: WorkOptions;
  /** Of the root's bucket. */
  readonly aws: Aws;
  /** Of what a workset's own file names. */
  readonly awsOf: (where: { readonly profile: string; readonly region: string }) => Aws;
  readonly environment: Environment;
  readonly files: Files;
  readonly folders: Folders;
  readonly processes: Processes;
  readonly web: Web;
  /** `pem`: another key than the one that is known of the cluster. */
  readonly headNodeOf: (
    cluster: { readonly name: string; readonly region: string; readonly profile: string },
    pem: string | undefined,
  ) => CallHeadNode;
  /** `since`: what ended before does not count. */
  readonly spendOf: (
    cluster: { readonly name: string; readonly region: string; readonly profile: string },
    about: { readonly since: Date; readonly headNode: CallHeadNode | undefined },
    signal: AbortSignal,
  ) => Promise<SpendSeen>;
  /** The command line that starts a task of this program. */
  readonly ownTask: (name: string, argv: readonly string[]) => readonly string[];
  readonly say: Say;
  /** Aborted when the monitor is to stop. */
  readonly stopping: AbortSignal;
};
