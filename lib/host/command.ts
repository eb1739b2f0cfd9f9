/** A command line that can be typed as it is, in the repository. */
export type Command = string;
