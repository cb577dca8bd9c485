package dev.lamina.compiler.load;

import dev.lamina.runtime.Network;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Compiles generated source in memory with the JDK's own compiler. */
public final class JavacLoader {
    private JavacLoader() {}

    /** Compiles the source of the class with this full name. */
    public static ClassBytes compile(String name, String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new LoadException("this Java has no compiler: a JDK is needed", new IllegalStateException(name));
        }
        StringWriter messages = new StringWriter();
        try (Output output = new Output(compiler.getStandardFileManager(null, null, null))) {
            boolean fine = compiler.getTask(messages, output, null, options(), null, List.of(new Source(name, source)))
                    .call();
            if (!fine) {
                throw new LoadException("javac: " + messages, new IllegalArgumentException(name));
            }
            return new ClassBytes(name, output.classes());
        } catch (IOException e) {
            throw new LoadException("javac: " + e.getMessage(), e);
        }
    }

    private static List<String> options() {
        return List.of(
                "--release",
                "17",
                "--add-modules",
                "jdk.incubator.vector",
                "-g:source,lines",
                "-proc:none",
                "-Xlint:-options",
                "-classpath",
                runtime());
    }

    /** The class path. It has only the runtime, because a generated class uses nothing else. */
    private static String runtime() {
        return file(Network.class.getProtectionDomain().getCodeSource());
    }

    /** The file or folder that classes were loaded from. It throws an exception for a jar within a jar and for an OSGi bundle. */
    static String file(@Nullable CodeSource source) {
        URL location = source == null ? null : source.getLocation();
        try {
            Path path = Path.of(URI.create(String.valueOf(location)));
            if (path.getFileSystem() == FileSystems.getDefault()) {
                return path.toString();
            }
            throw noFile(location, null); // Spring Boot has a file system of its own for a jar within a jar
        } catch (IllegalArgumentException | FileSystemNotFoundException unknown) {
            throw noFile(location, unknown);
        }
    }

    private static LoadException noFile(@Nullable URL location, @Nullable Exception cause) {
        return new LoadException(
                "javac needs the jar of lamina-runtime as a file, but its classes were loaded from " + location
                        + ": load the model with Janino instead, which asks the class loader",
                cause);
    }

    /** A source text as a file of javac. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps the class files that javac writes in memory. */
    private static final class Output extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> streams = new HashMap<>();

        Output(JavaFileManager files) {
            super(files);
        }

        Map<String, byte[]> classes() {
            Map<String, byte[]> classes = new HashMap<>();
            streams.forEach((name, stream) -> classes.put(name, stream.toByteArray()));
            return classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            streams.put(className, stream);
            URI uri = URI.create("bytes:///" + className.replace('.', '/') + kind.extension);
            return new SimpleJavaFileObject(uri, kind) {
                @Override
                public OutputStream openOutputStream() {
                    return stream;
                }
            };
        }
    }
}
