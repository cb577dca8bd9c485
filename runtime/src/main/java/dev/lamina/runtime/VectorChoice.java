package dev.lamina.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/** Decides whether generated classes run on the Vector API, which a JVM has only when told so, or on plain Java. */
public final class VectorChoice {
    /** The system property by which {@code scalar} is chosen although there are vectors. */
    public static final String PROPERTY = "lamina.target";

    private static final String MODULE = "jdk.incubator.vector";
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private VectorChoice() {}

    /** Whether this JVM can run vector code. If it cannot, that is said, once for all models. */
    public static boolean isPossible(String model) {
        return isPossible(model, Level.WARNING);
    }

    /** Whether vector code is possible and nobody decided against it. */
    public static boolean isTaken(String model) {
        return !"scalar".equals(System.getProperty(PROPERTY)) && isPossible(model, Level.INFO);
    }

    private static boolean isPossible(String model, Level level) {
        boolean present = ModuleLayer.boot().findModule(MODULE).isPresent();
        if (!present && SAID.compareAndSet(false, true)) {
            Logger logger = System.getLogger(VectorChoice.class.getPackageName());
            logger.log(
                    level,
                    "Lamina: Java was started without --add-modules {0}, so {1} and other models run as plain Java:"
                            + " the same results, more slowly",
                    MODULE,
                    model);
        }
        return present;
    }
}
