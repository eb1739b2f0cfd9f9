/**
 * What stands on a screen of so many columns after this output: its lines without trailing blanks, the cursor's the last. Knows
 * line ends, the carriage return, erasing to the end of the line, the line above, and colours, which it leaves out; anything else is an error.
 */
export function screenOf(output: string, columns = 80): readonly string[] {
  const lines: string[][] = [[]];
  let column = 0;
  let at = 0;
  for (const [token] of output.matchAll(/[^\P{Cc}\r\n]\[[0-9;]*[A-Za-z]|[^]/gu)) {
    const line = lines[at];
    if (token === "\n") {
      column = 0;
      if (++at === lines.length) lines.push([]);
    } else if (token === "\u001b[A") at = Math.max(0, at - 1);
    else if (token === "\r") column = 0;
    else if (token === "\u001b[K") line.length = Math.min(line.length, column);
    else if (token.startsWith("\u001b[") && token.endsWith("m")) continue;
    else if (/\p{Cc}/u.test(token)) throw new Error(`the screen does not know ${JSON.stringify(token)}`);
    else if (column === columns) {
      if (++at === lines.length) lines.push([]);
      lines[at][0] = token;
      column = 1;
    } else {
      while (line.length < column) line.push(" ");
      line[column++] = token;
    }
  }
  const written = lines.map((line) => line.join("").trimEnd());
  // What was erased below the cursor is empty again.
  while (written.length - 1 > at && written.at(-1) === "") written.pop();
  return written;
}
