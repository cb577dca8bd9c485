package dev.lamina.compiler.load;

import java.util.Map;
import java.util.TreeMap;

/**
 * A compiled class, as the bytes of its class files.
 *
 * @param name the full name of the class
 * @param classes the bytes of the class and of its nested classes, by full name
 */
public record ClassBytes(String name, Map<String, byte[]> classes) {
    public ClassBytes {
        classes = Map.copyOf(classes);
    }

    /** Loads the class. It can refer to the classes that {@code parent} finds. */
    public Class<?> define(ClassLoader parent) {
        try {
            return Class.forName(name, true, new Definer(parent, classes));
        } catch (ClassNotFoundException | LinkageError e) {
            throw new LoadException("cannot load " + name + ": " + e, e);
        }
    }

    /** The bytes of bytecode of each method, by "name(descriptor)". For methods of nested classes the name of the class precedes that. */
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

        /** Looks among these classes first: the class path may have a class of the same name, for example of a build of the model. */
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
