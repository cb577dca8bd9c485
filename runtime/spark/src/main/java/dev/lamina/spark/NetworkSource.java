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
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

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
    private final String identity;

    private NetworkSource(String className, Map<String, byte[]> classes, String identity) {
        this.className = className;
        this.classes = new TreeMap<>(classes);
        this.identity = identity;
    }

    /** A class that is on the class path of driver and executors. */
    static NetworkSource onClassPath(String className) {
        Class<?> type = new NetworkSource(className, Map.of(), "").type();
        return new NetworkSource(className, Map.of(), sha256(classFiles(type)));
    }

    /** A class whose bytes travel with it. */
    static NetworkSource ofBytes(String className, Map<String, byte[]> classes) {
        return new NetworkSource(className, classes, sha256(joined(classes)));
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
        return new NetworkSource(model.fullName(), bytes(model), sha256(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Map<String, byte[]> bytes(CompiledModel model) {
        return ToolProvider.getSystemJavaCompiler() == null
                ? JaninoLoader.compile(model.fullName(), model.javaSource()).classes()
                : JavacLoader.compile(model.fullName(), model.javaSource()).classes();
    }

    /** The class files of a class and of those that it chooses from, as far as they can be read. */
    private static byte[] classFiles(Class<?> type) {
        Map<String, byte[]> found = new TreeMap<>();
        for (String ending : List.of("", "Scalar", "Vector")) {
            try (@Nullable InputStream file = type.getResourceAsStream(type.getSimpleName() + ending + ".class")) {
                if (file != null) {
                    found.put(ending, file.readAllBytes());
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the class " + type.getName() + ending, e);
            }
        }
        return joined(found);
    }

    /** The names and bytes of classes, one after the other. */
    static byte[] joined(Map<String, byte[]> classes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        new TreeMap<>(classes).forEach((name, bytes) -> {
            all.writeBytes((name + " " + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
            all.writeBytes(bytes);
        });
        return all.toByteArray();
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A hash of the model file, or of the class if there is none: with another one, a training is another. */
    String identity() {
        return identity;
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
        try {
            return DEFINED.computeIfAbsent(content, any -> new Definer(parent, classes).named(className));
        } catch (LinkageError foreign) {
            throw notLoaded(foreign);
        }
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
            if (e.getCause() instanceof LinkageError foreign) {
                throw notLoaded(foreign);
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(className + " is no class that Lamina generated: " + e, e);
        }
    }

    private IllegalArgumentException notLoaded(LinkageError why) {
        return new IllegalArgumentException(
                className + " cannot be loaded: " + why + "; it is damaged, or of another version of Lamina or Java",
                why);
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
                throw new IllegalArgumentException("there are no bytes of the class " + name, e);
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
