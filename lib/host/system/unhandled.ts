/** Tells of errors that nobody waits for, which would otherwise end the program with a stack trace. It ends all the same. */
export function onUnhandled(tell: (error: unknown) => Promise<number>): void {
  const end = (event: Event, error: unknown) => {
    event.preventDefault();
    tell(error).then((code) => Deno.exit(code), () => Deno.exit(2));
  };
  globalThis.addEventListener("unhandledrejection", (event) => end(event, event.reason));
  globalThis.addEventListener("error", (event) => end(event, event.error));
}
