/** Looks whether a machine on the network answers. Nothing is thrown: no answer is an answer. */
export interface Reach {
  /** Whether something takes connections there. */
  port(host: string, port: number, milliseconds: number): Promise<boolean>;
  /** What a page answers; nothing where no answer comes in time. */
  page(
    url: string,
    options: {
      readonly milliseconds: number;
      readonly method?: string;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    },
  ): Promise<{ readonly status: number; readonly body: string } | undefined>;
}
