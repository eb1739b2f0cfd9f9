import { profileIn, serveFinished } from "../tests/support/finished_worksets.ts";
import { measure } from "./measure.ts";

type Row = readonly [what: string, measured: string, budget: string];

/** The memory of a monitor that looks at each of many finished worksets once, above that of the bare runtime with its S3 client. */
export async function worksetRows(
  program: readonly string[],
  { root, folder }: { readonly root: string; readonly folder: string },
): Promise<readonly Row[]> {
  const profile = await profileIn(folder);
  const deno = Deno.env.toObject();
  const rows: Row[] = [];
  for (const count of [1_000, 10_000]) {
    await using worksets = serveFinished(count);
    const env = { ...deno, ...profile, PATH: deno.PATH, AWS_ENDPOINT_URL: worksets.endpoint, INIT_CWD: folder };
    const bare = await measure(["deno", "run", "-q", "-A", `${root}bench/bare_s3.ts`, worksets.endpoint], env);
    const words =
      `monitor-worksets s3://data/worksets --region us-west-2 --run-location local --run-once --local-root ${folder}/local`;
    const monitor = await measure([...program, `${root}main.ts`, ...words.split(" ")], env);
    if (bare.code !== 0 || monitor.code !== 0) throw new Error(`ended with exit code ${bare.code} and ${monitor.code}`);
    const megabytes = (kilobytes: number) => `${(kilobytes / 1024).toFixed(0)} MB`;
    rows.push([
      `peak memory of a pass over ${count} finished worksets above the bare runtime with its S3 client`,
      `${megabytes(monitor.peak - bare.peak)} (${megabytes(monitor.peak)} and ${megabytes(bare.peak)})`,
      "100 MB",
    ]);
  }
  return rows;
}
