/** The text without control characters, so that a name from outside cannot steer a terminal; line ends and tabs stay. */
export function plainText(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, "\ufffd");
}
