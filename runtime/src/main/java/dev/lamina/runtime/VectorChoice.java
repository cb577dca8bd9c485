package dev.lamina.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Decides whether generated classes run on the Vector API or on plain Java: a JVM has that API only with {@code --add-modules}, and not
 * every class loader finds it.
 */
public final class VectorChoice {
    /** The system property whose value {@code scalar} chooses plain Java although the Vector API is there. */
    public static final String PROPERTY = "lamina.target";

    private static final String MODULE = "jdk.incubator.vector";
    private static final String HIDES =
            "does not see the package " + MODULE + ", which an OSGi bundle has to import like any other";
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private VectorChoice() {}

    /** Whether vector code can run in classes of that loader; null is the boot loader. Logs nothing. */
    public static boolean isAvailable(ClassLoader loader) {
        return isPresent() && sees(VectorChoice.class.getClassLoader()) && sees(loader);
    }

    /** Whether vector code of a model can run in classes of that loader. If it cannot, the reason is logged, once for all models. */
    public static boolean isPossible(String model, ClassLoader loader) {
        return isLinked(model, loader, Level.WARNING);
    }

    /** Whether the vector code of a generated class can run here. If it cannot, the reason is logged, once for all models. */
    public static boolean isPossible(Class<?> model) {
        return isPossible(model, Level.WARNING);
    }

    /** Whether vector code is possible, and {@link #PROPERTY} does not choose plain Java. */
    public static boolean isTaken(Class<?> model) {
        return !"scalar".equals(System.getProperty(PROPERTY)) && isPossible(model, Level.INFO);
    }

    private static boolean isPossible(Class<?> model, Level level) {
        return isLinked(model.getSimpleName(), model.getClassLoader(), level) && isRead(model, level);
    }

    private static boolean isLinked(String model, ClassLoader loader, Level level) {
        if (!isPresent()) {
            sayOnce(level, model, "Java was started without --add-modules " + MODULE);
        } else if (!sees(VectorChoice.class.getClassLoader())) { // which holds the functions that vector code calls
            sayOnce(level, model, "the class loader of lamina-runtime " + HIDES);
        } else if (!sees(loader)) {
            sayOnce(level, model, "the class loader of " + model + " " + HIDES);
        } else {
            return true;
        }
        return false;
    }

    private static boolean isPresent() {
        return ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    /**
     * Whether the loader finds the Vector API. OSGi, JBoss Modules and similar loaders find only the packages that a class has imported.
     */
    private static boolean sees(ClassLoader loader) {
        try {
            Class<?> found = Class.forName(MODULE + ".FloatVector", false, loader);
            return MODULE.equals(found.getModule().getName());
        } catch (ClassNotFoundException | LinkageError hidden) {
            return false;
        }
    }

    /**
     * Whether the module of the class reads that of the Vector API. Classes on the class path read every module; a named module reads only
     * what it or the command line declares.
     */
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
