import { command } from "../host/errors/advice.ts";
import { DayError } from "../host/errors/day_error.ts";
import type { Processes } from "../host/processes.ts";

export type Python = { readonly path: string; readonly version: string };

/** Newest first; the packages are pinned to versions that exist for all of them. */
const programs = ["python3.13", "python3.12", "python3.11", "python3", "python"];
const suitable = /^3\.1[123]\./;

/** Prints the version when virtual environments can be made, a word when they cannot. */
const question = `
import platform
try:
    import venv, ensurepip
    print(platform.python_version())
except ImportError:
    print("no-venv", platform.python_version())
`;

/**
 * The first Python 3.11 to 3.13 on `PATH` that can make virtual environments. A name on `PATH` alone proves nothing: version
 * managers put stand-ins there that fail when that version is not chosen.
 *
 * @throws DayError `DAY-TOOL-001` naming what is there instead
 */
export async function findPython(processes: Processes): Promise<Python> {
  const seen: string[] = [];
  for (const program of programs) {
    const path = await processes.which(program);
    if (path === undefined) continue;
    const { code, stdout } = await processes.run([path, "-c", question], { env: { PYTHONPATH: "" } });
    const version = stdout.trim();
    if (code === 0 && suitable.test(version)) return { path, version };
    if (version !== "") seen.push(`${path} is ${version.replace("no-venv", "without the venv module, version")}`);
  }
  const found = seen.length === 0 ? "no Python was found on PATH" : [...new Set(seen)].join("; ");
  const withoutVenv = seen.some((line) => line.includes("venv"));
  throw new DayError("DAY-TOOL-001", `Installing needs Python 3.11, 3.12 or 3.13 with the module venv: ${found}`, {
    fix: command(withoutVenv ? "apt-get install python3-venv" : "apt-get install python3 python3-venv"),
  });
}
