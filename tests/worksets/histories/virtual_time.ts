type Event = { readonly at: number; readonly order: number; readonly run: () => void };

/** Time that passes from event to event, as fast as the machine can. Everything happens in one order, the same in each run. */
export type VirtualTime = {
  now(): number;
  at(time: number, run: () => void): void;
  /** Lets everything happen until this time. */
  until(time: number): Promise<void>;
};

export function virtualTime(): VirtualTime {
  const heap: Event[] = [];
  let [now, order] = [0, 0];
  return {
    now: () => now,
    at: (time, run) => push(heap, { at: Math.max(now, time), order: order++, run }),
    async until(time) {
      while (heap.length > 0 && heap[0].at <= time) {
        const event = pop(heap);
        now = event.at;
        event.run();
        await settled();
      }
      now = time;
    },
  };
}

/** Everything that can go on without an event has gone on: so many promises wait for one another at most, and more may be late. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 24; turn++) await undefined;
}

const isBefore = (one: Event, other: Event) => one.at < other.at || (one.at === other.at && one.order < other.order);

function push(heap: Event[], event: Event): void {
  let at = heap.push(event) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(heap[at], heap[parent])) break;
    [heap[at], heap[parent]] = [heap[parent], heap[at]];
    at = parent;
  }
}

function pop(heap: Event[]): Event {
  const [first] = heap;
  const last = heap.pop() as Event;
  if (heap.length === 0) return first;
  heap[0] = last;
  for (let at = 0;;) {
    const [left, right] = [2 * at + 1, 2 * at + 2];
    let least = at;
    if (left < heap.length && isBefore(heap[left], heap[least])) least = left;
    if (right < heap.length && isBefore(heap[right], heap[least])) least = right;
    if (least === at) return first;
    [heap[at], heap[least]] = [heap[least], heap[at]];
    at = least;
  }
}
