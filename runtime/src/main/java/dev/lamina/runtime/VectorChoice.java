package dev.lamina.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Decides whether generated classes run on the Vector API or on plain Java: a JVM has that API only with {@code --add-modules}, not every
 * class loader finds it, and not every JVM compiles it well.
 */
@NotOnAndroid
public final class VectorChoice {
    /**
     * The system property that overrides the choice. The value {@code scalar} chooses plain Java although the Vector API is there, {@code
     * vector} the Vector API although this JVM may not compile it well.
     */
    public static final String PROPERTY = "lamina.target";

    private static final String MODULE = "jdk.incubator.vector";
    private static final String HIDES =
            "does not see the package " + MODULE + ", which an OSGi bundle has to import like any other";
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private VectorChoice() {}

    /** Whether vector code can run in classes of that loader, fast or not; null is the boot loader. Logs nothing. */
    public static boolean isAvailable(ClassLoader loader) {
        return hidden("the model", loader).isEmpty();
    }

    /**
     * Why plain Java is the choice for classes of that loader; empty if vector code is. Logs nothing, and does not look at {@link #PROPERTY}
     * {@code = scalar}.
     */
    public static Optional<String> obstacle(ClassLoader loader) {
        Optional<String> hidden = hidden("the model", loader);
        return hidden.isPresent() ? hidden : slow();
    }

    /** Whether {@link #PROPERTY} chooses plain Java. */
    public static boolean isScalarForced() {
        return "scalar".equals(System.getProperty(PROPERTY));
    }

    /** Logs the {@link #obstacle} for classes of that loader, once for all models. */
    public static void logObstacle(String model, ClassLoader loader) {
        if (isClear(Level.INFO, model, hidden(model, loader))) {
            isFast(model);
        }
    }

    /** Whether vector code of a model can run in classes of that loader, fast or not. If it cannot, the reason is logged, once for all models. */
    public static boolean isPossible(String model, ClassLoader loader) {
        return isClear(Level.WARNING, model, hidden(model, loader));
    }

    /** Whether to take the vector code of a generated class. If not, the reason is logged, once for all models. */
    public static boolean isPossible(Class<?> model) {
        return isPossible(model, Level.WARNING);
    }

    /** Whether to take vector code, and {@link #PROPERTY} does not choose plain Java. */
    public static boolean isTaken(Class<?> model) {
        return !isScalarForced() && isPossible(model, Level.INFO);
    }

    private static boolean isPossible(Class<?> model, Level level) {
        String name = model.getSimpleName();
        return isClear(level, name, hidden(name, model.getClassLoader()))
                && isClear(level, name, unread(model))
                && isFast(name);
    }

    // Methods without lambdas, because they run when a program starts, and the first lambdas take some milliseconds.

    private static boolean isClear(Level level, String model, Optional<String> obstacle) {
        if (obstacle.isPresent()) {
            sayOnce(level, model, obstacle.get(), "the same results, more slowly");
        }
        return obstacle.isEmpty();
    }

    private static boolean isFast(String model) {
        Optional<String> obstacle = slow();
        if (obstacle.isPresent()) {
            sayOnce(Level.INFO, model, obstacle.get(), "the same results, faster");
        }
        return obstacle.isEmpty();
    }

    /** Why classes of that loader cannot use the Vector API. */
    private static Optional<String> hidden(String model, ClassLoader loader) {
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return Optional.of("Java was started without --add-modules " + MODULE);
        }
        if (!sees(VectorChoice.class.getClassLoader())) { // which holds the functions that vector code calls
            return Optional.of("the class loader of lamina-runtime " + HIDES);
        }
        return sees(loader) ? Optional.empty() : Optional.of("the class loader of " + model + " " + HIDES);
    }

    /** Why vector code would be slow in this JVM; nothing if {@link #PROPERTY} asks for it all the same. */
    private static Optional<String> slow() {
        return "vector".equals(System.getProperty(PROPERTY)) ? Optional.empty() : VectorSupport.obstacle();
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
     * Why the module of the class cannot use the Vector API. Classes on the class path read every module; a named module reads only what it or
     * the command line declares.
     */
    private static Optional<String> unread(Class<?> model) {
        Module its = model.getModule();
        Optional<Module> vectors = ModuleLayer.boot().findModule(MODULE);
        return vectors.isPresent() && its.canRead(vectors.get())
                ? Optional.empty()
                : Optional.of("the module " + its.getName() + " has no `requires static " + MODULE
                        + "` in its module-info.java");
    }

    private static void sayOnce(Level level, String model, String why, String then) {
        if (SAID.compareAndSet(false, true)) {
            Logger logger = System.getLogger(VectorChoice.class.getPackageName());
            logger.log(level, "Lamina: " + why + ", so " + model + " and other models run as plain Java: " + then);
        }
    }
}
