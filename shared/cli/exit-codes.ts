/** What the command's exit code says. */
export const exitCodes = {
  /** Every photo is finished; for other commands: done. */
  allDone: 0,
  /** The command or the run itself went wrong. */
  wentWrong: 1,
  /** Some photos were rejected. */
  someRejected: 2,
  /** For `check` and `verify`: some file breaks a rule, or does not hold what its receipt says. */
  someFailed: 2,
  /** Ended by Ctrl-C before it was done: 128 + SIGINT, as shells count. */
  interrupted: 130,
} as const;
