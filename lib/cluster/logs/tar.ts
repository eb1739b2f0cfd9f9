/** A file of an archive. */
export type TarFile = { readonly name: string; readonly text: string };

const block = 512;

/** A gzipped archive that every `tar` reads. The last part of a name may have 100 bytes, its folders 155; what is longer is cut. @param at when, for all */
export async function tarGz(files: readonly TarFile[], at: Date): Promise<Uint8Array> {
  const parts = files.flatMap(({ name, text }) => {
    const bytes = new TextEncoder().encode(text);
    return [header(name, bytes.length, at), bytes, new Uint8Array((block - bytes.length % block) % block)];
  });
  const whole = new Blob([...parts, new Uint8Array(2 * block)]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(whole).arrayBuffer());
}

/** In the form of POSIX 1003.1-1988 (ustar). */
function header(name: string, size: number, at: Date): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(block);
  const put = (offset: number, text: string) => bytes.set(new TextEncoder().encode(text), offset);
  const octal = (offset: number, value: number, digits: number) =>
    put(offset, `${value.toString(8).padStart(digits, "0")}\0`);
  const folders = name.slice(0, Math.max(0, name.lastIndexOf("/")));
  const cut = (text: string, most: number) => new TextEncoder().encode(text).subarray(0, most);
  bytes.set(cut(folders === "" ? name : name.slice(folders.length + 1), 100), 0);
  bytes.set(cut(folders, 155), 345);
  octal(100, 0o600, 7);
  octal(108, 0, 7);
  octal(116, 0, 7);
  octal(124, size, 11);
  octal(136, Math.floor(at.getTime() / 1000), 11);
  put(148, " ".repeat(8));
  put(156, "0");
  put(257, "ustar\u000000");
  octal(148, bytes.reduce((sum, byte) => sum + byte, 0), 6);
  put(155, " ");
  return bytes;
}
