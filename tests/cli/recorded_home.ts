import { join } from "node:path";

/** A home folder with records of the clusters `alpha` and `beta-1`, and the profiles `default`, `prod` and `lab.1`; other names are traps. */
export async function recordedHome(home: string): Promise<void> {
  const folder = join(home, ".config", "daylily");
  await Deno.mkdir(join(folder, "runs"), { recursive: true });
  await Deno.mkdir(join(home, ".aws"));
  const files = {
    [join(folder, "runs", "alpha_20260102030405.jsonl")]: "",
    [join(folder, "runs", "$(touch owned)_20260102030405.jsonl")]: "",
    [join(folder, "runs", "`touch owned`_20260102030405.jsonl")]: "",
    [join(folder, "state_beta-1_20260102030405.json")]: "",
    [join(home, ".aws", "config")]: "[default]\n[profile prod]\n[sso-session corp]\n[profile $(touch owned)]\n",
    [join(home, ".aws", "credentials")]: "[lab.1]\naws_access_key_id = x\n[$(touch owned)]\n",
  };
  for (const [path, text] of Object.entries(files)) await Deno.writeTextFile(path, text);
}
