/** Chapters 6–10 of the standard: authentication, sessions, authorization, tokens, OAuth. */
import { absent, each, met, notMet, tested, type Judgement } from "./asvs-judgement.ts";

const NO_PASSWORDS = absent(
  "passwords",
  "There are no passwords: staff have links and codes, volunteers a session or a key of 125 random bits.",
);
const NO_PROVIDER = absent("identity providers", "There is no identity provider.");
const NO_TOKENS = absent(
  "self-contained tokens",
  "Every secret is random and looked up; no token says anything by itself.",
);
const NO_OAUTH = absent("OAuth and OIDC", "Aftermap is neither client nor server of OAuth.");

const ids = (section: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${section}.${index + 1}`);

export const PEOPLE: Record<string, Judgement> = {
  "6.1.1": tested("how guessing is slowed is written down", "pageParts", "pageLimits"),
  "6.1.2": NO_PASSWORDS,
  "6.1.3": tested("every way in is written down", "pageParts"),
  ...each(ids("6.2", 12), NO_PASSWORDS),
  "6.3.1": tested("guessing is slowed", "tenGuesses", "guesses", "limitsOfMany"),
  "6.3.2": tested("no default accounts", "noSecretInside"),
  "6.3.3": tested("two factors for staff", "secondFactor", "factorRequired"),
  "6.3.4": tested("no other way in, all equally strong", "matrix", "factorRequired"),
  "6.4.1": tested("first secrets are random, short-lived, used once", "linkOnce", "invitationOnce"),
  "6.4.2": met("no secret questions", "There are none."),
  "6.4.3": absent(
    "forgotten passwords",
    "There are no passwords; another link does not go round the second factor.",
  ),
  "6.4.4": tested("a lost factor is replaced as it was set up", "factorReset"),
  "6.5.1": tested("codes are used once", "codeOnce", "recovery"),
  "6.5.2": tested("short secrets are hashed slowly with a salt", "recoveryRandom", "factorStored"),
  "6.5.3": tested("codes come from a secure source of chance", "recoveryRandom", "cryptography"),
  "6.5.4": tested("twenty random bits at least", "recoveryRandom"),
  "6.5.5": tested("codes live half a minute", "codes"),
  ...each(ids("6.6", 3), absent("codes by telephone, mail or push", "No code is ever sent.")),
  ...each(ids("6.8", 4), NO_PROVIDER),

  "7.1.1": tested("lifetimes are written down", "pageLimits", "pageParts"),
  "7.1.2": tested("how many sessions at once is written down", "pageParts"),
  "7.1.3": NO_PROVIDER,
  "7.2.1": tested("sessions are checked on the server", "signedOut", "lifetimes"),
  "7.2.2": tested("sessions are made when they begin", "fixation"),
  "7.2.3": tested("128 random bits at least", "linkHash", "cryptography"),
  "7.2.4": tested("signing in makes a new session and ends the old", "fixation", "replaced"),
  "7.3.1": notMet(
    "sessions end when nobody is there",
    "Staff's end after a day whether used or not; nothing is measured of when somebody was last there, as nothing else is of people.",
  ),
  "7.3.2": tested("sessions end in any case", "lifetimes"),
  "7.4.1": tested("an ended session opens nothing", "signedOut", "socketCut"),
  "7.4.2": tested("who is shut out has no session left", "shutOut", "shutOutMidway", "left"),
  "7.4.3": tested("other sessions end with a new factor", "otherSessions"),
  "7.4.4": met("a way out on the own page", "client/me/sign-out.tsx, one press from every page's head."),
  "7.4.5": tested("admins end sessions", "shutOut"),
  "7.5.1": tested("factors change only with a code", "factorChange"),
  "7.5.2": notMet(
    "any of one's sessions is seen and ended, after another proof",
    "They are seen in one's own data (tested) and ended all at once or this one (tested), not one by one, and no code is asked for it: who holds a session can end sessions and nothing else by it.",
  ),
  ...each(ids("7.6", 2), NO_PROVIDER),

  "8.1.1": tested("who may do what is written down", "pageRoles"),
  "8.1.2": tested("who may see which fields is written down", "pageParts"),
  "8.2.1": tested("calls by role", "matrix"),
  "8.2.2": tested("things by owner", "othersWork", "ownData"),
  "8.2.3": tested("fields by role", "blind", "published"),
  "8.3.1": tested("rules are held on the server", "matrix"),
  "8.4.1": absent("tenants", "One installation is one organisation."),

  ...each(["9.1.1", "9.1.2", "9.1.3", ...ids("9.2", 4)], NO_TOKENS),
  ...each([...ids("10.1", 2), ...ids("10.2", 2), ...ids("10.3", 4), ...ids("10.4", 11)], NO_OAUTH),
  ...each([...ids("10.5", 5), ...ids("10.6", 2), ...ids("10.7", 3)], NO_OAUTH),
};
