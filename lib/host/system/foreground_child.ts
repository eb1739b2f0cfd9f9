const passedOn = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const;

/**
 * Runs a program in our place until it ends: on our terminal, so that its questions work, with exactly this environment. The
 * signals that we get go on to it, and we do not end before it does.
 *
 * @returns its exit code; 128 plus the number when a signal ended it
 */
export async function foregroundChild(
  argv: readonly string[],
  environment: Readonly<Record<string, string>>,
  folder?: string,
): Promise<number> {
  const [program, ...args] = argv;
  const child = new Deno.Command(program, {
    args,
    env: environment,
    clearEnv: true,
    cwd: folder,
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  const listeners = passedOn.map((signal) => [signal, () => send(child, signal)] as const);
  for (const [signal, listener] of listeners) Deno.addSignalListener(signal, listener);
  try {
    return (await child.status).code;
  } finally {
    for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
  }
}

function send(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch {
    // It has just ended.
  }
}
