package dev.lamina.compiler.load;

import java.util.Map;
import java.util.TreeMap;

/**
 * A compiled class, as the bytes of its class files.
 *
 * @param name its full name
 * @param classes the bytes of the class and of its nested classes, by full name
 */
public record ClassBytes(String name, Map<String, byte[]> classes) {
    public ClassBytes {
        classes = Map.copyOf(classes);
    }

    /** Loads the class; it sees the classes that {@code parent} sees. */
    public Class<?> define(ClassLoader parent) {
        try {
            return Class.forName(name, true, new Definer(parent, classes));
        } catch (ClassNotFoundException | LinkageError e) {
            throw new LoadException("cannot load " + name + ": " + e, e);
        }
    }

    /** The length of each method's bytecode, by "name(descriptor)"; methods of nested classes have the name of their class before it. */
    public Map<String, Integer> methodSizes() {
        Map<String, Integer> sizes = new TreeMap<>();
        classes.forEach((className, bytes) -> {
            String prefix = className.equals(name) ? "" : className + ".";
            MethodSizes.of(bytes).forEach((method, size) -> sizes.put(prefix + method, size));
        });
        return sizes;
    }

    private static final class Definer extends ClassLoader {
        private final Map<String, byte[]> classes;

        Definer(ClassLoader parent, Map<String, byte[]> classes) {
            super(parent);
            this.classes = classes;
        }

        /** Looks among these classes first: the class path may have a class of the same name, such as the model compiled at build time. */
        @Override
        protected Class<?> loadClass(String className, boolean resolve) throws ClassNotFoundException {
            if (!classes.containsKey(className)) {
                return super.loadClass(className, resolve);
            }
            synchronized (getClassLoadingLock(className)) {
                Class<?> loaded = findLoadedClass(className);
                return loaded != null ? loaded : findClass(className);
            }
        }

        @Override
        protected Class<?> findClass(String className) throws ClassNotFoundException {
            byte[] bytes = classes.get(className);
            if (bytes == null) {
                throw new ClassNotFoundException(className);
            }
            return defineClass(className, bytes, 0, bytes.length);
        }
    }
}
