/** Loaded before a program that `keepRunning` starts: ends it when the script that started it is gone. */
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
// Listening must not keep a program alive that has nothing left to do.
process.channel?.unref();
