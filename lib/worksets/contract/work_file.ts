/** What `daylily_work.yaml` asks for, defaults filled in. */
export type WorkFile = {
  /** `later`: the flat form of later generations; what they took from the monitor may be missing. */
  readonly schema: "seed" | "later";
  /** For staging and for the cluster; both are there in the seed's form. */
  readonly aws: { readonly profile?: string; readonly region?: string };
  readonly stage: {
    readonly samplesTsv: string;
    readonly unitsTsv?: string;
    /** A file's name below `~/.ssh`. */
    readonly pemKey?: string;
    readonly extraArgs: readonly string[];
  };
  readonly cluster: {
    /** Always there in the seed's form. */
    readonly name?: string;
    /** Relative to the monitor's folder. There in the seed's form, unless an existing cluster is used. */
    readonly template?: string;
    readonly createArgs: readonly string[];
    readonly destroyOnCompletion: boolean | "on_success";
    /** How long the cluster of a failed run is kept with `on_success`. */
    readonly keepHours: number;
    readonly allowExisting: boolean;
    readonly share: boolean;
  };
  readonly pipeline: {
    /** As they stand there: `cloneArguments` puts names into them. */
    readonly dayClone: readonly string[];
    readonly runDirectory?: string;
    readonly samplesConfigPath: string;
    readonly unitsConfigPath: string;
    readonly dyAArgs: readonly string[];
    /** As it stands there, for display. */
    readonly dyRCommand: string;
    /** The command's words, each to be quoted again. */
    readonly dyRWords: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly exportUri?: string;
    /** Stands for the workset's name in paths. */
    readonly workdirName?: string;
  };
  readonly budget?: string;
  /** What is questionable and does not stand in the way, a line each. */
  readonly warnings: readonly string[];
};

export type ReadOptions = {
  /** `dy_r_command` may hold what a shell acts upon. */
  readonly allowShell?: boolean;
  /** Of the monitor: the flat form took them from there. */
  readonly aws?: { readonly profile: string; readonly region: string };
};

export const workFileName = "daylily_work.yaml";

/** The arguments of `day-clone`, with `{workset}` and `{workdir_name}` filled in; other braces stay as they are. */
export function cloneArguments({ pipeline }: WorkFile, workset: string): readonly string[] {
  const names: Readonly<Record<string, string>> = { workset, workdir_name: pipeline.workdirName ?? workset };
  return pipeline.dayClone.map((word) => word.replace(/\{(workset|workdir_name)\}/g, (_, name: string) => names[name]));
}
