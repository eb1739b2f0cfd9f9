/** One running process of this user: when it began (milliseconds since 1970) and its arguments joined by blanks. */
export type ProcessRow = { readonly pid: number; readonly started: number; readonly command: string };

/** Runs a program to its end and gives its standard output, or nothing when the program does not exist. */
export type Ask = (argv: readonly string[]) => Promise<string | undefined>;

/**
 * This user's processes. Deno may not read /proc without all permissions, so that `ps` is asked; where it is missing, as in small
 * containers, Python answers in the same form.
 */
export async function processTable(ask: Ask): Promise<readonly ProcessRow[]> {
  const text = await ask(["ps", "-U", String(await userId(ask)), "-ww", "-o", "pid=,stat=,lstart=,args="]) ??
    await ask(["python3", "-c", listing]) ?? "";
  return text.split("\n").flatMap((line) => {
    // A dead process that nobody has waited for (Z) is not running.
    const parts = /^\s*(\d+)\s+[^Z\s]\S*\s+\w+\s+(\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.*)$/.exec(line);
    return parts === null ? [] : [{ pid: Number(parts[1]), started: Date.parse(parts[2]), command: parts[3] }];
  });
}

/** Sends a signal (`TERM`, `KILL`) to a process group and, where it leads none, to the process. Gone already is fine. */
export async function signalProcess(ask: Ask, pid: number, signal: "TERM" | "KILL"): Promise<void> {
  for (const target of [`-${pid}`, `${pid}`]) {
    if (await ask(["kill", `-${signal}`, "--", target]) === undefined) {
      await ask(["python3", "-c", killing, target, signal]);
    }
  }
}

async function userId(ask: Ask): Promise<string> {
  return (await ask(["id", "-u"]) ?? "0").trim();
}

const killing = "import os, signal, sys; os.kill(int(sys.argv[1]), getattr(signal, 'SIG' + sys.argv[2]))";

const listing = `
import os, time
boot = next(int(l.split()[1]) for l in open("/proc/stat") if l.startswith("btime"))
tick = os.sysconf("SC_CLK_TCK")
for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        if os.stat("/proc/" + pid).st_uid != os.getuid(): continue
        stat = open("/proc/" + pid + "/stat").read()
        args = open("/proc/" + pid + "/cmdline").read().rstrip("\\0").replace("\\0", " ")
        fields = stat[stat.rindex(")") + 2:].split()
        print(pid, fields[0], time.ctime(boot + int(fields[19]) / tick), args)
    except OSError: pass
`;
