export function email(value: string): string | undefined {
  return /^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$/.test(value) ? undefined : "is not a mail address";
}
