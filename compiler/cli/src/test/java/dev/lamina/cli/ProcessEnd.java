package dev.lamina.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Waits for processes that tests start, but not for ever. */
final class ProcessEnd {
    /** A step takes microseconds, a start a second; this is for machines that are busy with other things. */
    static final int MOST_SECONDS = 120;

    private ProcessEnd() {}

    /** The exit code; a process that does not end in time is killed, with all that it has started. */
    static int of(Process process) throws InterruptedException {
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
            kill(process);
            throw new AssertionError("it did not end within " + MOST_SECONDS + " s: "
                    + process.info().commandLine());
        }
        return process.exitValue();
    }

    /** All that it prints; a process that does not end in time is killed, which ends its output too. */
    static String output(Process process) throws IOException {
        CompletableFuture<Process> watched = process.onExit()
                .orTimeout(MOST_SECONDS, TimeUnit.SECONDS)
                .whenComplete((ended, late) -> {
                    if (late != null) {
                        kill(process);
                    }
                });
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        watched.cancel(false);
        return printed;
    }

    /** By its handle: the process itself would close the streams too. */
    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.toHandle().destroyForcibly();
    }
}
