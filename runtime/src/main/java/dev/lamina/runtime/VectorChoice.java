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
        return isPresent(model, Level.WARNING);
    }

    /** Whether the vector code of a generated class can run here. If it cannot, that is said, once for all models. */
    public static boolean isPossible(Class<?> model) {
        return isPresent(model.getSimpleName(), Level.WARNING) && isRead(model, Level.WARNING);
    }

    /** Whether vector code is possible and nobody decided against it. */
    public static boolean isTaken(Class<?> model) {
        return !"scalar".equals(System.getProperty(PROPERTY))
                && isPresent(model.getSimpleName(), Level.INFO)
                && isRead(model, Level.INFO);
    }

    private static boolean isPresent(String model, Level level) {
        boolean present = ModuleLayer.boot().findModule(MODULE).isPresent();
        if (!present) {
            sayOnce(level, model, "Java was started without --add-modules " + MODULE);
        }
        return present;
    }

    /** Classes on the class path read every module; those of a named one only what it, or the command line, says. */
    private static boolean isRead(Class<?> model, Level level) {
        Module its = model.getModule();
        boolean read =
                ModuleLayer.boot().findModule(MODULE).filter(its::canRead).isPresent();
        if (!read) {
            sayOnce(
                    level,
                    model.getSimpleName(),
                    "the module " + its.getName() + " has no `requires static " + MODULE + "` in its module-info.java");
        }
        return read;
    }

    private static void sayOnce(Level level, String model, String why) {
        if (SAID.compareAndSet(false, true)) {
            Logger logger = System.getLogger(VectorChoice.class.getPackageName());
            logger.log(
                    level,
                    "Lamina: " + why + ", so " + model
                            + " and other models run as plain Java: the same results, more slowly");
        }
    }
}
