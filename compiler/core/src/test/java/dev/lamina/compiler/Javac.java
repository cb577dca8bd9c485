package dev.lamina.compiler;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles one source by javac in memory, with every warning but that of the incubator module an error. */
final class Javac {

    private Javac() {}

    /** Compiles a class and loads it. */
    static Class<?> compile(String name, String source) {
        Map<String, byte[]> classes = bytes(name, source);
        ClassLoader loader = new ClassLoader(Javac.class.getClassLoader()) {
            @Override
            protected Class<?> findClass(String wanted) throws ClassNotFoundException {
                byte[] code = classes.get(wanted);
                if (code == null) {
                    throw new ClassNotFoundException(wanted);
                }
                return defineClass(wanted, code, 0, code.length);
            }
        };
        try {
            return loader.loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(name + " is not among " + classes.keySet(), e);
        }
    }

    /** The class files of a source, by class name. */
    static Map<String, byte[]> bytes(String name, String source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        Memory memory = new Memory(compiler.getStandardFileManager(null, null, null));
        // No annotation processors: those of the test class path would only slow this down.
        List<String> options = List.of(
                "--release", "17", "--add-modules", "jdk.incubator.vector", "-Xlint:all,-options", "-proc:none");
        boolean accepted = compiler.getTask(complaints, memory, null, options, null, List.of(new Source(name, source)))
                .call();
        if (!accepted) {
            throw new AssertionError("javac refuses " + name + ":\n" + complaints + "\n" + source);
        }
        return memory.classes();
    }

    /** A source that lies in memory. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("memory:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** Keeps the class files that javac writes. */
    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new LinkedHashMap<>();

        Memory(StandardJavaFileManager files) {
            super(files);
        }

        Map<String, byte[]> classes() {
            Map<String, byte[]> classes = new LinkedHashMap<>();
            written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
            return classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return written.computeIfAbsent(name, each -> new ByteArrayOutputStream());
                }
            };
        }
    }
}
