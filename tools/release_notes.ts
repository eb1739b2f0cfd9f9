/**
 * What the changelog says of a version: the section of its number, else that of what is not released yet, under the version's name.
 *
 * @throws when neither is there, or nothing stands in it
 */
export function releaseNotes(changelog: string, version: string): string {
  const sections = changelog.split(/^## /m).slice(1).map((section) => {
    const [title, ...lines] = section.split("\n");
    return { title: title.trim(), text: lines.join("\n").trim() };
  });
  const titled = (wanted: RegExp) => sections.find(({ title }) => wanted.test(title));
  const found = titled(new RegExp(`^\\[?v?${version.replaceAll(".", "\\.")}\\]?(\\s|$)`)) ?? titled(/^Unreleased$/i);
  if (found === undefined || found.text === "") throw new Error(`CHANGELOG.md says nothing of version ${version}`);
  return `# dayctl ${version}\n\n${found.text}\n`;
}
