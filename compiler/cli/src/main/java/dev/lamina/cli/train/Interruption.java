package dev.lamina.cli.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets Ctrl-C end a run after its current step: the JVM waits for what was learned to be saved. */
public final class Interruption implements AutoCloseable {

    /** A step of the largest models takes seconds; whoever cannot wait presses Ctrl-C again, or kills. */
    private static final int PATIENCE_SECONDS = 60;

    private final CountDownLatch saved = new CountDownLatch(1);
    private final Thread hook = new Thread(this::hold, "lamina-interruption");
    private volatile boolean requested;

    /** Begins to listen. */
    public Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether somebody pressed Ctrl-C. */
    public boolean requested() {
        return requested;
    }

    private void hold() {
        requested = true;
        try {
            if (!saved.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("the step did not end in time; nothing was saved");
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says that everything is saved. */
    @Override
    public void close() {
        saved.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException goingDown) {
            // The JVM is ending already, and waits for this.
            requested = true;
        }
    }
}
