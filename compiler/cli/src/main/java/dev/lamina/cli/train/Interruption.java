package dev.lamina.cli.train;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jline.utils.Signals;

/**
 * Lets Ctrl-C end a run after its current step, so that the weights are saved; a second Ctrl-C ends the process at once. A JVM that is shut
 * down in another way waits until they are saved.
 */
public final class Interruption implements AutoCloseable {

    private static final String CONTROL_C = "INT";

    /** The exit code that shells expect after Ctrl-C. */
    private static final int INTERRUPTED = 130;

    /** How long a shutdown waits; a step of the largest models takes seconds. */
    private static final int PATIENCE_SECONDS = 60;

    private final CountDownLatch saved = new CountDownLatch(1);
    private final Thread hook = new Thread(this::hold, "lamina-interruption");
    private final Object before;
    private volatile boolean requested;

    /** Registers the handlers. */
    public Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
        before = Signals.register(CONTROL_C, this::request);
    }

    /** Whether the run should end: the user pressed Ctrl-C, or the JVM is shutting down. */
    public boolean requested() {
        return requested;
    }

    private void request() {
        if (requested) {
            Runtime.getRuntime().halt(INTERRUPTED);
        }
        requested = true;
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

    /** To be called when everything is saved. */
    @Override
    public void close() {
        saved.countDown();
        Signals.unregister(CONTROL_C, before);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException goingDown) {
            // The JVM is ending already, and waits for this.
            requested = true;
        }
    }
}
