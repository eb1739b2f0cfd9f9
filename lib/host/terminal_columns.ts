const usual = 80;

/** How wide the window is, in columns, at this moment; 80 where nobody can tell. */
export function terminalColumns(): number {
  try {
    return Deno.consoleSize().columns || usual;
  } catch {
    return usual;
  }
}
