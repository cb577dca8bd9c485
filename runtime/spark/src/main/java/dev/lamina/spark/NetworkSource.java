package dev.lamina.spark;

import dev.lamina.compiler.CompiledModel;
import dev.lamina.compiler.LaminaCompiler;
import dev.lamina.compiler.Options;
import dev.lamina.compiler.Result;
import dev.lamina.compiler.load.JaninoLoader;
import dev.lamina.compiler.load.JavacLoader;
import dev.lamina.compiler.source.DiagnosticPrinter;
import dev.lamina.compiler.source.SourceFile;
import dev.lamina.runtime.Network;
import dev.lamina.runtime.Parameters;
import dev.lamina.runtime.TrainableNetwork;
import dev.lamina.runtime.TrainingControl;
import dev.lamina.runtime.TrainingState;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/**
 * A generated class, as the driver names it and executors load it: from their class path, or from bytes that the driver compiled. Executors
 * never compile.
 */
final class NetworkSource implements Serializable {
    private static final long serialVersionUID = 1;

    /** The classes that this JVM has defined, by their bytes: tasks share them, so that the JIT compiles each once. */
    private static final Map<Map<String, ByteBuffer>, Class<?>> DEFINED = new ConcurrentHashMap<>();

    private final String className;
    private final TreeMap<String, byte[]> classes;

    private NetworkSource(String className, Map<String, byte[]> classes) {
        this.className = className;
        this.classes = new TreeMap<>(classes);
    }

    /** A class that is on the class path of driver and executors. */
    static NetworkSource onClassPath(String className) {
        NetworkSource source = new NetworkSource(className, Map.of());
        source.type();
        return source;
    }

    /** A class whose bytes travel with it. */
    static NetworkSource ofBytes(String className, Map<String, byte[]> classes) {
        return new NetworkSource(className, classes);
    }

    /**
     * Compiles the text of a model file: with the compiler of the JDK, or if this is a JRE, with the Janino in the jar of lamina-compiler. Spark's
     * own Janino, which cannot compile generated classes, has other names and is never asked.
     *
     * @throws IllegalArgumentException if the text has errors or several models
     */
    static NetworkSource compiled(String fileName, String text) {
        Result<CompiledModel> compilation = LaminaCompiler.compile(new SourceFile(fileName, text), Options.defaults());
        if (compilation.diagnostics().hasErrors() || compilation.models().size() != 1) {
            String models =
                    compilation.models().stream().map(CompiledModel::className).collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    compilation.diagnostics().hasErrors()
                            ? DiagnosticPrinter.plain().print(compilation.diagnostics())
                            : fileName + " has several models (" + models + "): a file with one is needed");
        }
        CompiledModel model = compilation.models().get(0);
        return new NetworkSource(model.fullName(), bytes(model));
    }

    private static Map<String, byte[]> bytes(CompiledModel model) {
        return ToolProvider.getSystemJavaCompiler() == null
                ? JaninoLoader.compile(model.fullName(), model.javaSource()).classes()
                : JavacLoader.compile(model.fullName(), model.javaSource()).classes();
    }

    String className() {
        return className;
    }

    /** The bytes of the class files by class name; none if the class is on the class path. */
    Map<String, byte[]> classes() {
        return classes;
    }

    private Class<?> type() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader parent = context == null ? NetworkSource.class.getClassLoader() : context;
        if (classes.isEmpty()) {
            try {
                return Class.forName(className, true, parent);
            } catch (ClassNotFoundException e) {
                throw new IllegalArgumentException(
                        "there is no class " + className + " on the class path: add the jar that has it with --jars,"
                                + " or name the model file with setModelFile",
                        e);
            }
        }
        Map<String, ByteBuffer> content = new TreeMap<>();
        classes.forEach((name, bytes) -> content.put(name, ByteBuffer.wrap(bytes)));
        return DEFINED.computeIfAbsent(content, any -> new Definer(parent, classes).named(className));
    }

    Parameters newParameters(long seed) {
        return (Parameters)
                call(() -> type().getMethod("newParameters", long.class).invoke(null, seed));
    }

    TrainingState newTrainingState() {
        return (TrainingState) call(() -> type().getMethod("newTrainingState").invoke(null));
    }

    /** The schedule of the learning rate, if the model file has one. */
    Optional<TrainingControl> newTrainingControl(TrainingState state, int stepsPerEpoch) {
        boolean scheduled = Arrays.stream(type().getMethods())
                .anyMatch(method -> method.getName().equals("newTrainingControl"));
        return scheduled
                ? Optional.of((TrainingControl)
                        call(() -> type().getMethod("newTrainingControl", TrainingState.class, int.class)
                                .invoke(null, state, stepsPerEpoch)))
                : Optional.empty();
    }

    Network predictor(Parameters parameters, int capacity) {
        return (Network)
                call(() -> type().getConstructor(Parameters.class, int.class).newInstance(parameters, capacity));
    }

    TrainableNetwork trainer(Parameters parameters, TrainingState state, int capacity) {
        if (!TrainableNetwork.class.isAssignableFrom(type())) {
            throw new IllegalArgumentException(className + " was generated for predicting only");
        }
        return (TrainableNetwork) call(() -> type().getConstructor(Parameters.class, TrainingState.class, int.class)
                .newInstance(parameters, state, capacity));
    }

    /** Whether the class has such a constant. */
    boolean hasConstant(String name) {
        return Arrays.stream(type().getFields())
                .anyMatch(field -> field.getName().equals(name));
    }

    /** A constant of the class, such as {@code BATCH}. */
    int constant(String name) {
        return (Integer) call(() -> type().getField(name).get(null));
    }

    private interface Reflective {
        Object call() throws ReflectiveOperationException;
    }

    private Object call(Reflective call) {
        try {
            return call.call();
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException ours) {
                throw ours;
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(className + " is no class that Lamina generated: " + e, e);
        }
    }

    private static final class Definer extends ClassLoader {
        private final Map<String, byte[]> classes;

        Definer(ClassLoader parent, Map<String, byte[]> classes) {
            super(parent);
            this.classes = classes;
        }

        Class<?> named(String name) {
            try {
                return Class.forName(name, true, this);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            byte[] bytes = classes.get(name);
            if (bytes == null) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : defineClass(name, bytes, 0, bytes.length);
            }
        }
    }
}
