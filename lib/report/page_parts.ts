import { type Content, html, type Markup } from "./html.ts";
import { pageStyle } from "./style.ts";

/** A whole page that needs nothing beside itself, and may load nothing: its policy forbids every request. */
export function page(title: string, content: Markup): string {
  return html`
    <!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <title>${title}</title>
        <style>${pageStyle}</style>
      </head>
      <body>
    ${content}
      </body>
    </html>
  `.text;
}

/** A part of a page with its title. */
export function section(title: string, intro: Content, body: Content): Markup {
  return html`<section>
<h2>${title}</h2>
<p class="intro">${intro}</p>
${body}
</section>`;
}

/** A number and what it is. */
export function tile(number: string, words: string): Markup {
  return html`<div class="tile"><strong>${number}</strong><span>${words}</span></div>`;
}

/** What is known of something, each with its name; what nobody knows is left out. */
export function facts(known: readonly (readonly [name: string, value: string])[]): Markup {
  return html`<dl>${
    known.filter(([, value]) => value !== "").map(([name, value]) =>
      html`
        <div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>
      `
    )
  }</dl>`;
}

/** Rows of cells below their titles. */
export function table(titles: readonly string[], rows: readonly (readonly Content[])[]): Markup {
  const cells = rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`);
  return html`
    <div class="scroll">
      <table>
        <thead>
          <tr>${titles.map((title) => html`<th>${title}</th>`)}</tr>
        </thead>
        <tbody>${cells}</tbody>
      </table>
    </div>
  `;
}

/** A time for a person. */
export function moment(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
