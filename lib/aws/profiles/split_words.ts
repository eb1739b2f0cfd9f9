/**
 * The words of a command line as AWS's own tools split `credential_process`: at blanks, with quotation marks and backslashes as in a
 * shell, and nothing else of a shell. Nothing for quotation marks that do not end.
 */
export function splitWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let rest = line;
  while (rest !== "") {
    const [taken, blank, single, double, escaped, plain] = piece.exec(rest) ?? [];
    if (taken === undefined) return undefined;
    rest = rest.slice(taken.length);
    if (blank !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word = (word ?? "") + (single ?? double?.replace(/\\(["\\])/g, "$1") ?? escaped ?? plain);
  }
  return word === undefined ? words : [...words, word];
}

const piece = /^(?:(\s+)|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+))/s;
