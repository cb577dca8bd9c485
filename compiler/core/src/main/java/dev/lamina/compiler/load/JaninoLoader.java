package dev.lamina.compiler.load;

import java.io.IOException;
import java.io.StringReader;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.codehaus.commons.compiler.CompileException;
import org.codehaus.janino.SimpleCompiler;

/** Compiles generated source in memory with Janino, which is fast and needs no JDK. */
public final class JaninoLoader {
    /** The bytes of the stack of the compiling thread. Janino recurses over expressions, so large classes need more than the default. */
    private static final long STACK = 256L << 20;

    /** The Java version of source and class files. Version 8 is the first with static methods in interfaces, which generated code calls. */
    private static final int TARGET = 8;

    private JaninoLoader() {}

    /** Compiles the source of the class with this full name. */
    public static ClassBytes compile(String name, String source) {
        FutureTask<Map<String, byte[]>> task = new FutureTask<>(() -> cook(name, source));
        Thread thread = new Thread(null, task, "compile " + name, STACK);
        thread.setDaemon(true);
        thread.start();
        try {
            return new ClassBytes(name, task.get());
        } catch (ExecutionException e) {
            throw new LoadException("Janino: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("interrupted while compiling " + name, e);
        }
    }

    private static Map<String, byte[]> cook(String name, String source) throws CompileException, IOException {
        SimpleCompiler compiler = new SimpleCompiler();
        compiler.setParentClassLoader(new CompileClassLoader());
        compiler.setSourceVersion(TARGET);
        compiler.setTargetVersion(TARGET);
        compiler.setDebuggingInformation(true, true, false);
        compiler.cook(name.substring(name.lastIndexOf('.') + 1) + ".java", new StringReader(source));
        return new HashMap<>(compiler.getBytecodes());
    }

    /**
     * Finds the classes that the source refers to: those of this class's loader, then those of the JDK. Janino also loads superclasses.
     * Those of the Vector API are in a JDK package that an OSGi loader does not find.
     */
    private static final class CompileClassLoader extends ClassLoader {
        CompileClassLoader() {
            super(JaninoLoader.class.getClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            return getPlatformClassLoader().loadClass(name);
        }
    }
}
