/**
 * How many columns a text takes on a terminal, as far as that can be known from outside. No package does this here: the error of a
 * package that cannot be fetched is told with it.
 */
export function displayWidth(text: string): number {
  // What the classes of Unicode cost when they are first asked is more than all else that the help does.
  if (!/[^ -~]/.test(text)) return text.length;
  return [...text].reduce((sum, letter) => sum + widthOf(letter), 0);
}

function widthOf(letter: string): number {
  if (/^[\p{M}\p{Cf}]+$/u.test(letter)) return 0;
  // What most terminals draw two columns wide: East Asian scripts, full-width forms, pictures.
  const wide =
    /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
  return wide.test(letter) ? 2 : 1;
}
