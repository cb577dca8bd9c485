package dev.lamina.runtime;

import java.io.IOException;
import java.io.InputStream;

/** A class loader that shows its classes no Vector API, whatever the JVM has; classes of this package it makes itself. */
final class HidingLoader extends ClassLoader {
    /** Stands for a generated class. */
    static final class Model {}

    HidingLoader() {
        super(HidingLoader.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith("jdk.incubator.vector.")) {
            throw new ClassNotFoundException(name);
        }
        if (!name.startsWith(HidingLoader.class.getPackageName())) {
            return super.loadClass(name, resolve);
        }
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : findClass(name);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
            byte[] bytes = file.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException unreadable) {
            throw new ClassNotFoundException(name, unreadable);
        }
    }
}
