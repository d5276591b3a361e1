/** What is shown by reading the sources and the pages, or without any server. */
export const STATIC_EVIDENCE = {
  unprivileged: ["tests/unit/containers.test.ts", "runs %s as somebody, not root, who can gain no rights"],
  onePort: [
    "tests/unit/containers.test.ts",
    "opens one port, on the loopback interface, and keeps the stores inside",
  ],
  noSecretInside: [
    "tests/unit/containers.test.ts",
    "asks for nothing that .env.example does not explain, and has no secret in it",
  ],
  copiedIn: [
    "tests/unit/containers.test.ts",
    "copies only what .dockerignore lets through and the project has",
  ],
  imports: ["tests/unit/import-table.test.ts", "lets %s import %s"],
  sources: [
    "tests/unit/security/sources.test.ts",
    "runs no text as code, builds no SQL from text, and starts programs without a shell",
  ],
  cryptography: [
    "tests/unit/security/sources.test.ts",
    "uses only the cryptography that docs/security.md lists, from Node itself and otpauth",
  ],
  clientStorage: ["tests/unit/security/sources.test.ts", "keeps nothing secret in a browser's storage"],
  codes: [
    "tests/unit/security/one-time-codes.test.ts",
    "gives the codes of RFC 6238, for half a minute and the steps beside it",
  ],
  sealed: [
    "tests/unit/security/one-time-codes.test.ts",
    "opens nothing that was sealed for another account, under another SECRET, or altered",
  ],
  recoveryRandom: [
    "tests/unit/security/one-time-codes.test.ts",
    "draws recovery codes of sixty random bits, hashed slowly under a salt",
  ],
  pageLimits: ["tests/unit/security/page.test.ts", "names every limit with the number that the code has"],
  pageRoles: ["tests/unit/security/page.test.ts", "names every call of the API with who may make it"],
  pageLogs: ["tests/unit/security/page.test.ts", "names every message that can stand in a log"],
  pageSettings: [
    "tests/unit/security/page.test.ts",
    "names every outside that a process talks to, and every secret",
  ],
  pageParts: ["tests/unit/security/page.test.ts", "has each part that the standard asks to be written down"],
} as const satisfies Record<string, readonly [file: string, name: string]>;
