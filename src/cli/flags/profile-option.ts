// What a command is told that is to show what its policy's back end does.
export const profileOption: { readonly flags: string; readonly description: string } = {
  flags: '--profile',
  description:
    'record in profile.jsonl, and show at the end, what crosses to the device and back, what is dispatched and how long that takes, a step and a token',
}
