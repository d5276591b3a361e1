/** Tests that show something of security, by a short name: file, and the name of the test as it stands there. */
import { STATIC_EVIDENCE } from "./asvs-static-evidence.ts";

const access = (file: string) => `tests/integration/access/${file}.test.ts`;
const accounts = (file: string) => `tests/integration/accounts/${file}.test.ts`;

export const EVIDENCE = {
  matrix: [access("who-may-call"), "is refused to %s, whatever the id and the body"],
  signedOut: [access("who-may-call"), "forgets a session that was ended"],
  drafts: [access("who-may-call"), "lists drafts to staff only"],
  published: [
    access("who-may-call"),
    "lets anyone read the consensus of a published campaign, and nothing else of it",
  ],
  fuzz: [access("fuzz"), "is answered, whoever sends it and whatever it is, never with an error on our side"],
  policy: [
    access("headers"),
    "tells browsers to run and embed nothing foreign, to guess no type, and to tell nobody where they came from",
  ],
  https: [
    access("headers"),
    "keeps browsers on https for a year, subdomains too, where that is how they come",
  ],
  cookies: [
    access("headers"),
    "keeps every cookie to this host, to https and away from other sites' requests, and the session from scripts",
  ],
  noStore: [access("headers"), "keeps what is told to one out of every cache"],
  types: [access("headers"), "says of every answer what it is and how it is written"],
  framing: [access("headers"), "is refused where its length is told in two ways, or not at all"],
  trace: [access("headers"), "echoes nothing: neither TRACE nor an unknown verb"],
  folders: [access("headers"), "lists no folder and gives no file beside the client's own"],
  verbs: [access("headers"), "changes nothing for a question: GET neither signs out nor creates"],
  once: [
    access("headers"),
    "is not told twice what it is told once: a repeated parameter or a foreign key is refused or read as one",
  ],
  problems: [
    access("problems"),
    "is refused when its JSON is broken, empty of meaning, or of the wrong type",
  ],
  tooLarge: [access("problems"), "is refused when it is larger than any request should be"],
  charset: [access("problems"), "is refused in an encoding or a character set that nobody knows"],
  csrf: [access("problems"), "cannot act with a visitor's cookie"],
  notJson: [
    access("problems"),
    "is refused when it sends something else than JSON, rather than be taken for empty",
  ],
  roots: [access("problems"), "is refused when a link leads outside"],
  pressure: [
    access("front-door"),
    "is refused at once with 503 and when to come back, but never the question how it goes",
  ],
  newSessions: [
    access("limits"),
    "slows new sessions only beyond what one address may, and says when to come back",
  ],
  limitsOfMany: [
    access("limits-of-many"),
    "slow an address that used up its limit at one of them, or a part of it at each",
  ],
  slowSenders: [
    access("front-door"),
    "does not let those keep others out who send no end of what they ask, or read no answer",
  ],
  ownProxies: [
    "tests/unit/security/caller-address.test.ts",
    "believes of X-Forwarded-For what our own proxies added, and nothing that a caller wrote before it",
  ],
  monitoring: [
    "tests/unit/security/caller-address.test.ts",
    "is told to nobody of the internet, and to nobody through a proxy",
  ],
  errorsInside: [
    "tests/unit/security/errors.test.ts",
    "tells nobody of an error what it was, and the log everything",
  ],
  shutOutMidway: [
    access("sign-in-links"),
    "is not left to who was signing in at the very moment in which they were shut out",
  ],
  socketNonsense: [
    "tests/integration/live/watching.test.ts",
    "answers nonsense and unknown campaigns without ending the connection",
  ],
  socketFlood: [
    "tests/integration/live/watching.test.ts",
    "asks the database for nobody who asks a thousand times in one breath",
  ],
  slowPatterns: [
    "tests/unit/imagery/stac.test.ts",
    "is not held up by what a hostile document writes in place of an address",
  ],
  guesses: [access("limits"), "slows guesses at tokens likewise, and nobody who has one"],
  linkOnce: [access("sign-in-links"), "lets one of twenty in who open it at the same moment"],
  linkLooked: [
    access("sign-in-links"),
    "is not spent by looking where others reach it: neither by previews of messengers nor by scanners of mail",
  ],
  linkHash: [
    access("sign-in-links"),
    "is told with its secret behind # where others reach it, so that no log of a proxy holds it",
  ],
  linkTo: [access("sign-in-links"), "leads to pages of ours alone"],
  fixation: [access("sign-in-links"), "is never one that somebody else has put into the browser before"],
  replaced: [access("sign-in-links"), "ends when another begins in the same browser"],
  lifetimes: [
    access("sign-in-links"),
    "of staff ends after a day, of volunteers after half a year, and expired ones open nothing",
  ],
  noTraceInDatabase: [access("traces"), "is anywhere in the database, though what they wrote is"],
  noTraceInRedis: [access("traces"), "is anywhere in Redis, though their call was counted there"],
  noTraceInLogs: [access("traces"), "is anywhere in the logs, at the most talkative level, nor in any file"],
  logLines: [
    access("traces"),
    "is one JSON record a line, whatever people write: nobody forges a record, nothing moves a terminal",
  ],
  logEvents: [access("traces"), "tells who was let in and who was not, and no secret"],
  secondFactor: [
    accounts("second-factor"),
    "is asked after the link, and opens nothing before its code was right",
  ],
  codeOnce: [
    accounts("second-factor"),
    "takes no code twice, not even one that was right a moment ago, nor the one before it",
  ],
  tenGuesses: [
    accounts("second-factor"),
    "takes at most ten guesses at an account in a quarter of an hour, in all processes together, without Redis",
  ],
  recovery: [
    accounts("second-factor"),
    "lets somebody without their authenticator in by each recovery code once",
  ],
  otherSessions: [
    accounts("second-factor"),
    "keeps the session in which it was set up, and ends every other",
  ],
  factorChange: [accounts("second-factor"), "is given up and renewed only with a code of it"],
  factorReset: [
    accounts("second-factor"),
    "is reset on the command line for whoever lost it; sessions end, and a link alone lets them in",
  ],
  factorStored: [
    accounts("second-factor"),
    "is nowhere readable in the database: neither key nor recovery codes",
  ],
  factorRequired: [
    accounts("second-factor"),
    "takes sessions that began without it for nobody's, and leaves volunteers alone",
  ],
  invitation: [accounts("invitations"), "lets one of twenty in who accept the same link at the same moment"],
  invitationOnce: [
    accounts("invitations"),
    "makes an analyst of whoever accepts, once, and shows the link only when it is made",
  ],
  shutOut: [
    accounts("invitations"),
    "gives somebody of the staff a new link to sign in, and shuts out whom an admin removes, but not oneself",
  ],
  ownData: [
    accounts("own-page"),
    "holds every answer, question, task, session and decision of mine, and nothing of anybody else's",
  ],
  keyHidden: [accounts("own-page"), "is nowhere in the database as it is shown"],
  left: [
    accounts("leaving"),
    "withdraws answers from the consensus, keeps them in the log, and erases every name",
  ],
  sockets: [
    "tests/integration/live/watching.test.ts",
    "is refused to pages of another site, and to nobody else",
  ],
  socketRoles: [
    "tests/integration/live/watching.test.ts",
    "tells everybody of progress, and only readers that consensus changed, with a rising number",
  ],
  socketCut: [
    "tests/integration/live/shut-out.test.ts",
    "cuts the socket of an analyst who is shut out within five seconds, and of nobody else",
  ],
  othersWork: [
    "tests/integration/votes/what-is-refused.test.ts",
    "does not tell another volunteer's assignment from one that does not exist",
  ],
  wholeOrNothing: [
    "tests/integration/votes/what-is-refused.test.ts",
    "stores nothing of a request in which one vote is wrong",
  ],
  blind: [
    "tests/integration/leases/two-hundred-volunteers.test.ts",
    "never shows one of two hundred volunteers a building twice, nor what others said of one they hold",
  ],
  leases: [
    "tests/integration/leases/who-gets-what.test.ts",
    "never lets more volunteers hold the buildings of large tasks than they want",
  ],
  voteOnce: [
    "tests/integration/votes/sending-twice.test.ts",
    "stores a vote once when ten copies of the request arrive together",
  ],
  appendOnly: ["tests/integration/schema/migrations.test.ts", "votes cannot be altered or removed"],
  markup: [
    "tests/browser/markup.test.ts",
    "is shown as it was typed on every page, runs on none, and no page asks any other host for anything",
  ],
  cspForce: [
    "tests/browser/markup.test.ts",
    "is stopped by the content policy where it is put into a page by force",
  ],
  formulas: [
    "tests/integration/exports/files.test.ts",
    "writes no text that a spreadsheet would run as a formula",
  ],
  downloadNames: [
    "tests/integration/exports/files.test.ts",
    "holds what the consensus says of every building, and tells its size and hash",
  ],
  hostileDownload: [
    "tests/integration/imports/refused-rows.test.ts",
    "gives every refused row as a table, however many there are, with formulas made harmless",
  ],
  ranges: ["tests/integration/exports/files.test.ts", "can be resumed from any byte"],
  hostile: [
    "tests/integration/imports/hostile-made.test.ts",
    "${SPOILED} spoiled files and every known trick end with a reason within 30 s, in little memory, and reach nothing",
  ],
  hostileVectors: [
    "tests/unit/buildings/hostile.test.ts",
    "%s ends with a reason within 30 s, and leaves nothing behind",
  ],
  ssrf: [
    "tests/integration/imports/addresses.test.ts",
    "asks none of ${INTERNAL.length} internal addresses, whether an admin, a STAC link or an asset names them",
  ],
  redirects: ["tests/unit/imagery/addresses.test.ts", "%s is refused as the target of a redirect"],
  rebinding: [
    "tests/unit/imagery/addresses.test.ts",
    "a name that turns inside between two looks is refused at the second (rebinding)",
  ],
  noCredentials: [
    "tests/unit/imagery/addresses.test.ts",
    "an internal host that the operator allowed is fetched, without cookies or credentials",
  ],
  otherPorts: ["tests/unit/imagery/addresses.test.ts", "its other ports are not"],
  uploads: [
    "tests/integration/uploads/sending.test.ts",
    "refuses what is too long, nameless or of unknown length, saying why",
  ],
  uploadNames: ["tests/integration/uploads/sending.test.ts", "keeps the name %j as %j, inside its folder"],
  uploadRoles: ["tests/integration/uploads/sending.test.ts", "lets nobody but admins %s"],
  pictures: [
    "tests/integration/imagery/aligned-tiles.test.ts",
    "never serves what is more than a picture: a block with something behind its end",
  ],
  secretSetting: ["tests/integration/command-line/settings.test.ts", "asks for a SECRET in production"],
  badSettings: [
    "tests/integration/command-line/settings.test.ts",
    "stops with one line when %s is %s, saying what is expected",
  ],
  databaseAway: [
    "tests/integration/schema/lost-session.test.ts",
    "takes a session that ended under a transaction for a database that is away, at whichever statement",
  ],
  redisAway: [
    "tests/integration/killing/redis.test.ts",
    "so that votes are taken while it is away, and counted when it is back",
  ],
  clusterGuard: [
    "tests/integration/setup/embedded-postgres.test.ts",
    "runs in a process group of its own, guards its password, and cannot be removed while in use",
  ],
  jobs: [
    "tests/integration/jobs/requested-jobs.test.ts",
    "is tried again later when it fails, and given up with its error after twenty times",
  ],
  manyExports: [
    "tests/integration/exports/many-at-once.test.ts",
    "fifty exports asked for at once all end done, the same format with the same bytes",
  ],
  metrics: [
    "tests/integration/health/metrics.test.ts",
    "tells Prometheus how each call goes, by its pattern and never by its names",
  ],
  recall: [
    "tests/browser/client/service-worker.test.ts",
    "recalls a running service worker and all it cached with SERVICE_WORKER=off, but no answer",
  ],
  ...STATIC_EVIDENCE,
} as const satisfies Record<string, readonly [file: string, name: string]>;

export type EvidenceName = keyof typeof EVIDENCE;
