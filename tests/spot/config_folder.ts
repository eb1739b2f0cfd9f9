import { type SpotFolder, spotFolder, usualConfig } from "./spot_here.ts";

/** A folder with a configuration, for what never asks AWS: there is none. */
export async function withFolder(body: (spot: SpotFolder) => Promise<void>, config = usualConfig): Promise<void> {
  const home = await Deno.makeTempDir();
  try {
    const environment = { HOME: home, USER: "alice", PATH: "/usr/bin:/bin", AWS_PROFILE: "sandbox" };
    await body(
      await spotFolder({ home, environment: { ...environment, AWS_ENDPOINT_URL: "http://127.0.0.1:9" } }, config),
    );
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}
