/** Chapters 11–17 of the standard: cryptography, transport, configuration, data, code, logs. */
import { absent, each, met, notMet, tested, type Judgement } from "./asvs-judgement.ts";

const NO_PASSWORDS = "There are no passwords.";
const NO_WEBRTC = absent("WebRTC", "There is no WebRTC.");
const BY_THE_PROXY = "TLS is the proxy's in front of Aftermap: docs/operating.md gives its settings.";

export const RUNNING: Record<string, Judgement> = {
  "11.1.1": tested("how keys are kept is written down", "pageParts", "pageSettings"),
  "11.1.2": tested("every use of cryptography is listed", "cryptography"),
  "11.2.1": tested("proven implementations", "cryptography"),
  "11.2.2": notMet(
    "algorithms and keys can be exchanged",
    "A new SECRET makes second factors unreadable (they are reset) and nothing else; stored hashes name no algorithm.",
  ),
  "11.2.3": tested("128 bits of security", "cryptography", "sealed"),
  "11.3.1": tested("no weak modes", "cryptography"),
  "11.3.2": tested("approved ciphers", "cryptography"),
  "11.3.3": tested("encrypted data cannot be altered unseen", "sealed"),
  "11.4.1": tested("approved hashes", "cryptography"),
  "11.4.2": absent("passwords are hashed slowly", NO_PASSWORDS),
  "11.4.3": tested("hashes of 256 bits for integrity", "cryptography"),
  "11.4.4": absent("keys from passwords", NO_PASSWORDS),
  "11.5.1": tested("secrets of 128 random bits", "linkHash", "keyHidden", "cryptography"),
  "11.6.1": absent("public keys and signatures", "None are made or checked yet; TLS is the proxy's."),

  "12.1.1": met("TLS 1.2 and 1.3 alone", BY_THE_PROXY),
  "12.1.2": met("strong cipher suites", BY_THE_PROXY),
  "12.1.3": absent("client certificates", "They are not used."),
  "12.2.1": met(
    "TLS to the outside, without falling back",
    `${BY_THE_PROXY} Under https Aftermap itself sets HSTS and cookies that go nowhere else (tested).`,
  ),
  "12.2.2": met("trusted certificates", BY_THE_PROXY),
  "12.3.1": notMet(
    "TLS on every connection inside",
    "Possible (postgres with sslmode, rediss, https stores), and left to whoever runs it; the containers' network is closed and plain.",
  ),
  "12.3.2": met(
    "certificates are checked",
    "Node checks them by default; nothing in the source turns that off (the sources' test).",
  ),
  "12.3.3": met(
    "TLS between services of HTTP inside",
    "The only one is the object store: https is in its address.",
  ),
  "12.3.4": met("trusted certificates inside", "NODE_EXTRA_CA_CERTS names an authority of one's own."),

  "13.1.1": tested("what it talks to is written down", "pageSettings"),
  "13.2.1": tested("services know each other", "clusterGuard"),
  "13.2.2": tested("least privilege", "unprivileged"),
  "13.2.3": tested("no default credentials", "noSecretInside", "clusterGuard"),
  "13.2.4": tested("what it may reach is listed", "ssrf", "otherPorts"),
  "13.2.5": tested("the server may reach nothing else", "ssrf", "roots"),
  "13.3.1": notMet(
    "a vault for secrets",
    "Secrets come from the environment, or from a file that only its user reads; a vault can fill the environment.",
  ),
  "13.3.2": tested("few see secrets", "unprivileged", "clusterGuard"),
  "13.4.1": tested("no source control inside", "copiedIn", "folders"),
  "13.4.2": met(
    "no debugging in production",
    "There is no debug mode: errors are told alike everywhere (tested), and LOG_LEVEL changes what is logged alone.",
  ),
  "13.4.3": tested("no listing of folders", "folders"),
  "13.4.4": tested("no TRACE", "trace"),
  "13.4.5": tested("monitoring is not open", "monitoring", "metrics"),

  "14.1.1": tested("data is classified", "pageParts"),
  "14.1.2": tested("how each class is protected is written down", "pageParts"),
  "14.2.1": tested("no secret in an address", "linkHash"),
  "14.2.2": tested("no cache keeps what is of one person", "noStore"),
  "14.2.3": tested("no third party", "markup"),
  "14.2.4": tested("data is protected as written", "noTraceInDatabase", "noTraceInRedis", "noTraceInLogs"),
  "14.3.1": met(
    "what is shown goes with the session",
    "Signing out empties the page's memory; answers not sent yet stay, which is their purpose.",
  ),
  "14.3.2": tested("browsers keep nothing of one person", "noStore", "recall"),
  "14.3.3": tested("nothing secret in browser storage", "clientStorage"),

  "15.1.1": tested("how fast holes are closed is written down", "pageParts"),
  "15.1.2": met(
    "an inventory of components",
    "package-lock.json names every one with its hash; npm sbom writes it as CycloneDX.",
  ),
  "15.1.3": tested("what is expensive is written down", "pageParts"),
  "15.2.1": met("nothing outdated beyond that", "scripts/audit.mjs in CI: 0 high or critical."),
  "15.2.2": tested(
    "what is expensive cannot be overused",
    "pressure",
    "slowSenders",
    "socketFlood",
    "manyExports",
    "hostile",
  ),
  "15.2.3": tested("nothing superfluous in production", "copiedIn", "imports"),
  "15.3.1": tested("answers hold what their schema says", "ownData", "blind"),
  "15.3.2": tested("redirects are followed with care", "redirects"),
  "15.3.3": tested("no field is set that was not meant", "once", "problems"),
  "15.3.4": tested("the address of a caller is believed of our proxies alone", "ownProxies"),
  "15.3.5": tested("types are checked, comparisons strict", "problems", "fuzz"),
  "15.3.6": tested("no prototype pollution", "once", "fuzz"),
  "15.3.7": tested("no parameter twice", "once"),

  "16.1.1": tested("what is logged is listed", "pageLogs", "pageParts"),
  "16.2.1": tested("records say when, what and who", "logLines", "logEvents"),
  "16.2.2": tested("times in UTC", "logLines"),
  "16.2.3": tested("logs go where it is written", "pageLogs", "noTraceInLogs"),
  "16.2.4": tested("logs can be read by programs", "logLines"),
  "16.2.5": tested("nothing sensitive in logs", "logEvents", "noTraceInLogs"),
  "16.3.1": tested("signing in is logged", "logEvents"),
  "16.3.2": tested("refused calls are logged", "logEvents"),
  "16.3.3": tested("attempts to get round are logged", "logEvents", "limitsOfMany", "metrics"),
  "16.3.4": tested("unexpected errors are logged", "errorsInside", "jobs"),
  "16.4.1": tested("no forged records", "logLines"),
  "16.4.2": met(
    "logs are protected",
    "They go to standard error alone: who runs Aftermap keeps them, and docs/security.md says how.",
  ),
  "16.4.3": met("logs go elsewhere", "The same: a collector takes them from standard error."),
  "16.5.1": tested("errors tell nothing of the inside", "errorsInside", "problems"),
  "16.5.2": tested("it goes on when something else fails", "databaseAway", "redisAway"),
  "16.5.3": tested("it fails closed", "databaseAway", "wholeOrNothing", "framing", "socketNonsense"),

  ...each(["17.1.1", "17.2.1", "17.2.2", "17.2.3", "17.2.4", "17.3.1", "17.3.2"], NO_WEBRTC),
};
