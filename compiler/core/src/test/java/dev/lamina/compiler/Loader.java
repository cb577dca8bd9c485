package dev.lamina.compiler;

import dev.lamina.compiler.load.ClassBytes;
import dev.lamina.compiler.load.JaninoLoader;
import dev.lamina.compiler.load.JavacLoader;

/** The two ways from generated source to a class. */
enum Loader {
    JANINO,
    JAVAC;

    ClassBytes compile(CompiledModel model) {
        String name = model.packageName() + "." + model.className();
        return this == JANINO
                ? JaninoLoader.compile(name, model.javaSource())
                : JavacLoader.compile(name, model.javaSource());
    }

    GeneratedClass load(CompiledModel model) {
        return new GeneratedClass(compile(model).define(Loader.class.getClassLoader()));
    }
}
