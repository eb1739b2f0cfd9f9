/** Does something at a host when it is its turn; whoever does not want to wait any longer goes on at once, without one. */
export type Turns = <T>(host: string, work: () => Promise<T>, signal?: AbortSignal) => Promise<T>;

type Host = { busy: number; readonly waiting: Set<() => void> };

/** At most so many at a time at one host, in the order in which they came. */
export function turns(most: number): Turns {
  const hosts = new Map<string, Host>();
  return async (name, work, signal) => {
    const host = hosts.get(name) ?? { busy: 0, waiting: new Set() };
    hosts.set(name, host);
    const hasTurn = host.busy < most ? ++host.busy > 0 : await turnAt(host, signal);
    try {
      return await work();
    } finally {
      if (hasTurn) passOn(host);
    }
  };
}

function turnAt({ waiting }: Host, signal?: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve(false);
    const take = () => {
      signal?.removeEventListener("abort", leave);
      resolve(true);
    };
    const leave = () => {
      waiting.delete(take);
      resolve(false);
    };
    waiting.add(take);
    signal?.addEventListener("abort", leave, { once: true });
  });
}

function passOn(host: Host): void {
  const [next] = host.waiting;
  if (next === undefined) return void host.busy--;
  host.waiting.delete(next);
  next();
}
